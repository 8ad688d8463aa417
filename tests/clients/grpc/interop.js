// The public gRPC interoperability cases with grpc-js: `client <address> <proto>` or `server <proto>`.
// A client prints one line for each case, `PASS <case>` or `FAIL <case> <reason>`. A server prints `PORT <port>` and serves
// until its standard input closes.
'use strict';
const assert = require('node:assert');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const special = '\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \u{1f608}\t\n';
const initialKey = 'x-grpc-test-echo-initial';
const trailingKey = 'x-grpc-test-echo-trailing-bin';
const gzip = { 'grpc.default_compression_algorithm': grpc.compressionAlgorithms.gzip };
const load = (proto) => grpc.loadPackageDefinition(loader.loadSync(proto, { defaults: true, keepCase: true })).grpc.testing;
const payload = (size) => ({ body: Buffer.alloc(size) });
const ask = (size, responseSize) => ({ payload: payload(size), response_parameters: [{ size: responseSize }] });

/** Resolves to what a unary call answered, with its headers and trailers; rejects with its error. */
const unary = (client, method, request, metadata = new grpc.Metadata()) => new Promise((resolve, reject) => {
  const answer = {};
  const call = client[method](request, metadata, (error, response) => (error ? reject(error) : (answer.response = response)));
  call.on('metadata', (headers) => { answer.headers = headers; });
  call.on('status', (status) => { answer.trailers = status.metadata; if (status.code === 0) resolve(answer); });
});

/** Resolves to the messages, headers and status of a streaming call. */
const collect = (call, onData = () => {}) => new Promise((resolve) => {
  const answer = { messages: [] };
  call.on('metadata', (headers) => { answer.headers = headers; });
  call.on('data', (message) => { answer.messages.push(message); onData(message, answer.messages.length); });
  call.on('error', () => {}); // the status says the same
  call.on('status', (status) => resolve({ ...answer, status }));
});

const codeOf = async (promise) => promise.then(() => assert.fail('the call succeeded'), (error) => {
  if (error.code === undefined || typeof error.code !== 'number') throw error;
  return error.code;
});

const cases = (address, definitions) => {
  const client = new definitions.TestService(address, grpc.credentials.createInsecure());
  const compressing = new definitions.TestService(address, grpc.credentials.createInsecure(), gzip);
  const echoes = async (message) => {
    const status = { code: 2, message };
    await unary(client, 'UnaryCall', { response_status: status }).then(() => assert.fail('the call succeeded'), (error) => {
      assert.deepStrictEqual([error.code, error.details], [2, message]);
    });
    const call = client.FullDuplexCall();
    call.end({ response_status: status });
    const answer = await collect(call);
    assert.deepStrictEqual([answer.status.code, answer.status.details], [2, message]);
  };
  return {
    empty_unary: async () => assert.deepStrictEqual((await unary(client, 'EmptyCall', {})).response, {}),
    large_unary: async () => {
      const { response } = await unary(client, 'UnaryCall', { response_size: 314159, payload: payload(271828) });
      assert.deepStrictEqual(response.payload.body, Buffer.alloc(314159));
    },
    client_compressed_unary: async () => {
      const request = { expect_compressed: { value: true }, response_size: 314159, payload: payload(271828) };
      assert.strictEqual(await codeOf(unary(client, 'UnaryCall', request)), grpc.status.INVALID_ARGUMENT);
      assert.strictEqual((await unary(compressing, 'UnaryCall', request)).response.payload.body.length, 314159);
    },
    server_compressed_unary: async () => {
      for (const value of [true, false]) {
        const request = { response_compressed: { value }, response_size: 314159, payload: payload(271828) };
        assert.strictEqual((await unary(client, 'UnaryCall', request)).response.payload.body.length, 314159);
      }
    },
    client_streaming: () => new Promise((resolve, reject) => {
      const call = client.StreamingInputCall((error, response) => {
        if (error) return reject(error);
        return response.aggregated_payload_size === 74922 ? resolve() : reject(new Error(`sum ${response.aggregated_payload_size}`));
      });
      for (const size of [27182, 8, 1828, 45904]) call.write({ payload: payload(size) });
      call.end();
    }),
    client_compressed_streaming: () => new Promise((resolve, reject) => {
      const call = compressing.StreamingInputCall((error, response) => {
        if (error) return reject(error);
        return response.aggregated_payload_size === 73086 ? resolve() : reject(new Error(`sum ${response.aggregated_payload_size}`));
      });
      for (const size of [27182, 45904]) call.write({ payload: payload(size), expect_compressed: { value: true } });
      call.end();
    }),
    server_streaming: async () => {
      const sizes = [31415, 9, 2653, 58979];
      const answer = await collect(client.StreamingOutputCall({ response_parameters: sizes.map((size) => ({ size })) }));
      assert.deepStrictEqual(answer.messages.map((m) => m.payload.body.length), sizes);
      assert.strictEqual(answer.status.code, 0);
    },
    server_compressed_streaming: async () => {
      const answer = await collect(client.StreamingOutputCall({
        response_parameters: [{ size: 31415, compressed: { value: true } }, { size: 92653, compressed: { value: false } }],
      }));
      assert.deepStrictEqual(answer.messages.map((m) => m.payload.body.length), [31415, 92653]);
    },
    ping_pong: async () => {
      const turns = [[27182, 31415], [8, 9], [1828, 2653], [45904, 58979]];
      const call = client.FullDuplexCall();
      call.write(ask(...turns[0]));
      const answer = await collect(call, (_, count) => (count < turns.length ? call.write(ask(...turns[count])) : call.end()));
      assert.deepStrictEqual(answer.messages.map((m) => m.payload.body.length), turns.map((turn) => turn[1]));
      assert.strictEqual(answer.status.code, 0);
    },
    empty_stream: async () => {
      const call = client.FullDuplexCall();
      call.end();
      const answer = await collect(call);
      assert.deepStrictEqual([answer.messages, answer.status.code], [[], 0]);
    },
    custom_metadata: async () => {
      const metadata = new grpc.Metadata();
      metadata.set(initialKey, 'test_initial_metadata_value');
      metadata.set(trailingKey, Buffer.from([0xab, 0xab, 0xab]));
      const one = await unary(client, 'UnaryCall', { response_size: 314159, payload: payload(271828) }, metadata);
      const call = client.FullDuplexCall(metadata);
      call.end(ask(271828, 314159));
      const many = await collect(call);
      for (const [headers, trailers] of [[one.headers, one.trailers], [many.headers, many.status.metadata]]) {
        assert.deepStrictEqual(headers.get(initialKey), ['test_initial_metadata_value']);
        assert.deepStrictEqual(trailers.get(trailingKey), [Buffer.from([0xab, 0xab, 0xab])]);
      }
    },
    status_code_and_message: () => echoes('test status message'),
    special_status_message: () => echoes(special),
    unimplemented_method: async () => assert.strictEqual(await codeOf(unary(client, 'UnimplementedCall', {})), grpc.status.UNIMPLEMENTED),
    unimplemented_service: async () => {
      const other = new definitions.UnimplementedService(address, grpc.credentials.createInsecure());
      assert.strictEqual(await codeOf(unary(other, 'UnimplementedCall', {})), grpc.status.UNIMPLEMENTED);
      other.close();
    },
    cancel_after_begin: async () => {
      const code = codeOf(new Promise((resolve, reject) => {
        const call = client.StreamingInputCall((error) => (error ? reject(error) : resolve()));
        call.cancel();
      }));
      assert.strictEqual(await code, grpc.status.CANCELLED);
    },
    cancel_after_first_response: async () => {
      const call = client.FullDuplexCall();
      call.write(ask(27182, 31415));
      const answer = await collect(call, () => call.cancel());
      assert.deepStrictEqual([answer.messages.length, answer.status.code], [1, grpc.status.CANCELLED]);
    },
    timeout_on_sleeping_server: async () => {
      const call = client.StreamingOutputCall({ response_parameters: [{ size: 1, interval_us: 30000000 }] }, { deadline: Date.now() + 50 });
      assert.strictEqual((await collect(call)).status.code, grpc.status.DEADLINE_EXCEEDED);
    },
  };
};

const run = async (address, proto) => {
  for (const [name, test] of Object.entries(cases(address, load(proto)))) {
    try {
      await test();
      console.log('PASS', name);
    } catch (error) {
      console.log('FAIL', name, String(error).replace(/\s+/g, ' '));
    }
  }
  process.exit(0);
};

const service = () => {
  const echo = (call) => {
    const initial = call.metadata.get(initialKey);
    if (initial.length > 0) {
      const headers = new grpc.Metadata();
      headers.set(initialKey, initial[0]);
      call.sendMetadata(headers);
    }
    const trailers = new grpc.Metadata();
    for (const value of call.metadata.get(trailingKey)) trailers.add(trailingKey, value);
    return trailers;
  };
  const asked = (request) => (request.response_status && request.response_status.code ? { code: request.response_status.code, details: request.response_status.message } : null);
  const wait = (microseconds) => new Promise((resolve) => { setTimeout(resolve, microseconds / 1000); });
  return {
    EmptyCall: (call, callback) => callback(null, {}),
    UnaryCall: (call, callback) => {
      const trailers = echo(call);
      const failure = asked(call.request);
      if (failure) callback(failure);
      else callback(null, { payload: payload(call.request.response_size) }, trailers);
    },
    StreamingInputCall: (call, callback) => {
      let sum = 0;
      call.on('data', (request) => { sum += request.payload.body.length; });
      call.on('end', () => callback(null, { aggregated_payload_size: sum }));
    },
    StreamingOutputCall: async (call) => {
      const trailers = echo(call);
      for (const { size, interval_us: interval } of call.request.response_parameters) {
        if (interval > 0) await wait(interval);
        if (call.cancelled) return;
        call.write({ payload: payload(size) });
      }
      call.end(trailers);
    },
    FullDuplexCall: (call) => {
      const trailers = echo(call);
      call.on('data', (request) => {
        const failure = asked(request);
        if (failure) call.emit('error', failure);
        else for (const { size } of request.response_parameters) call.write({ payload: payload(size) });
      });
      call.on('end', () => call.end(trailers));
    },
  };
};

const serve = (proto) => {
  const server = new grpc.Server(gzip);
  server.addService(load(proto).TestService.service, service());
  server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error) throw error;
    console.log('PORT', port);
  });
  process.stdin.resume();
  process.stdin.on('end', () => process.exit(0));
};

if (process.argv[2] === 'client') run(process.argv[3], process.argv[4]);
else serve(process.argv[3]);
