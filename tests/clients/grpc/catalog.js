// The catalog as grpc-js sees it: `catalog.js <address> <descriptors> <token>` prints a line for each thing that it saw.
'use strict';
const fs = require('node:fs');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const [address, descriptors, token] = process.argv.slice(2);
const definitions = grpc.loadPackageDefinition(loader.loadFileDescriptorSetFromBuffer(fs.readFileSync(descriptors), { keepCase: true, longs: Number, json: true }));
const Catalog = definitions.mlops.catalog.v1.DatasetCatalog;
const operations = new definitions.mlops.operations.v1.Operations(address, grpc.credentials.createInsecure());
const client = new Catalog(address, grpc.credentials.createInsecure());
const compressing = new Catalog(address, grpc.credentials.createInsecure(), { 'grpc.default_compression_algorithm': grpc.compressionAlgorithms.gzip });
const bearer = (value = token) => {
  const metadata = new grpc.Metadata();
  metadata.set('authorization', `Bearer ${value}`);
  return metadata;
};
const content = Buffer.from(`n,text\n${Array.from({ length: 20000 }, (_, i) => `${i},row ${i}\n`).join('')}`);

const unary = (to, method, request, metadata = bearer(), options = {}) => new Promise((resolve, reject) => {
  to[method](request, metadata, options, (error, response) => (error ? reject(error) : resolve(response)));
});

const refusal = async (call) => {
  const error = await call.then(() => { throw new Error('the call succeeded'); }, (e) => e);
  const details = error.metadata.get('grpc-status-details-bin');
  return `${grpc.status[error.code]} ${error.details} ${details.length > 0 && details[0].includes('google.rpc') ? 'with details' : 'without details'}`;
};

const upload = () => new Promise((resolve, reject) => {
  const call = compressing.ImportVersion(bearer(), (error, operation) => (error ? reject(error) : resolve(operation)));
  call.write({ header: { dataset: 'foreign-js', file_name: 'rows.csv' } });
  for (let at = 0; at < content.length; at += 65536) call.write({ chunk: content.subarray(at, at + 65536) });
  call.end();
});

// With json, the loader unpacks what an Any holds.
const result = async ({ id }) => (await unary(operations, 'WaitOperation', { id })).result;

const download = () => new Promise((resolve, reject) => {
  const chunks = [];
  const call = client.ReadFile({ dataset: 'foreign-js', version: 1 }, bearer());
  call.on('data', ({ chunk }) => { if (chunk) chunks.push(chunk); });
  call.on('error', reject);
  call.on('end', () => resolve(Buffer.concat(chunks)));
});

const cancelled = () => new Promise((resolve) => {
  const call = client.ReadFile({ dataset: 'foreign-js', version: 1 }, bearer());
  call.on('error', (error) => resolve(grpc.status[error.code]));
  // At once: a file of this size may have come whole by the time its first part is read.
  call.cancel();
});

(async () => {
  console.log('registered', (await unary(compressing, 'RegisterDataset', { name: 'foreign-js' })).name);
  console.log('imported', (await result(await upload())).row_count);
  console.log('read back', (await download()).equals(content));
  console.log('missing', await refusal(unary(client, 'GetDataset', { name: 'nothing' })));
  console.log('invalid', await refusal(unary(client, 'RegisterDataset', { name: 'Ä' })));
  console.log('stranger', await refusal(unary(client, 'GetDataset', { name: 'foreign-js' }, bearer('garbage'))));
  console.log('late', (await refusal(unary(client, 'GetDataset', { name: 'foreign-js' }, bearer(), { deadline: Date.now() - 1000 }))).split(' ')[0]);
  console.log('cancelled', await cancelled());
})().catch((error) => { console.log('failed', error); }).finally(() => { client.close(); compressing.close(); operations.close(); });
