import { el, table, pairs, values, section, get, link, resourceName, empty } from './dom.js';
import { clock } from './format.js';

const level = message => el('span', { className: `state ${message.severity >= 17 ? 'bad' : message.severity >= 13 ? 'busy' : 'idle'}`, textContent: message.level });

const about = message => el('div', {},
    el('h2', { textContent: 'Message' }),
    el('pre', { className: 'whole', textContent: message.message }),
    pairs([['Level', level(message)], ['Resource', resourceName(message.resource)], ['Logger', message.scope], ['Time', new Date(message.time).toLocaleString('en-GB')],
        ['Trace', message.traceId && link(['traces', message.traceId], message.traceId)]]),
    section('Attributes', values(Object.entries(message.attributes))));

export default {
    title: 'Structured logs',
    takesAll: true,
    load: ([, trace], filter) => get(`/api/logs?${new URLSearchParams({ resource: filter.resource, text: filter.text, trace: trace ?? '' })}`),
    resources: ({ resources }) => resources,
    show: ({ messages }, [chosen, trace]) => {
        const message = messages.find(one => String(one.number) === chosen);
        return {
            main: el('div', {},
                trace && el('p', { className: 'links' }, link(['messages'], '← All messages'), link(['traces', trace], 'The trace')),
                messages.length === 0 ? empty('No message has been received.') : table(['Time', 'Level', 'Resource', 'Message'], messages.map(one => ({
                    hash: ['messages', String(one.number), ...trace ? [trace] : []], isChosen: one === message,
                    cells: [el('time', { textContent: clock(one.time), title: new Date(one.time).toLocaleString('en-GB') }), level(one), resourceName(one.resource), el('span', { className: 'line', textContent: one.message })],
                })), 'messages')),
            back: trace ? ['messages', '', trace] : ['messages'],
            aside: message && about(message),
        };
    },
};
