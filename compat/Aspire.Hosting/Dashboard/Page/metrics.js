import { el, table, pairs, section, get, link, broken, spark, empty } from './dom.js';
import { measure, number } from './format.js';

const per = unit => unit.replace(/[{}]/g, '');
const attributes = one => Object.entries(one.attributes).map(([name, value]) => `${name}=${value}`).join('  ');
const last = values => values.length > 0 ? values.at(-1) : undefined;
const rate = (one, values) => last(values) === undefined ? '' : `${measure(last(values), one.unit)}/s`;

// What a series says now: a level, a total with its rate, or how measurements are spread.
const now = one => one.kind === 'histogram' ? `${measure(one.median, one.unit)} median, ${measure(one.high, one.unit)} p99, ${one.count === 1 ? 'once' : `${number(one.count)} times`}`
    : one.kind === 'counter' ? `${measure(one.value, one.unit)}${one.history.length > 0 ? `, ${rate(one, one.history)}` : ''}`
    : measure(one.value, one.unit);

// All series of a metric as one: totals add up, whatever else differs is told one by one.
const together = series => {
    if (series.length === 1) return { text: now(series[0]), history: series[0].history };
    if (series[0].kind !== 'counter') return { text: `${series.length} series`, history: [] };
    const length = Math.min(...series.map(one => one.history.length));
    const history = Array.from({ length }, (_, i) => series.reduce((sum, one) => sum + one.history[one.history.length - length + i], 0));
    return { text: `${measure(series.reduce((sum, one) => sum + one.value, 0), series[0].unit)}${length > 0 ? `, ${rate(series[0], history)}` : ''}`, history };
};

const about = (name, series) => el('div', {},
    broken(name, 'h2'),
    el('p', { className: 'muted', textContent: series[0].description }),
    pairs([['Kind', series[0].kind], ['Unit', per(series[0].unit)]]),
    ...series.map(one => section(attributes(one) || 'All', el('p', { className: 'now', textContent: now(one) }), one.history.length > 1 && spark(one.history, 400, 64))));

export default {
    title: 'Metrics',
    load: async ([wanted], filter) => {
        const data = await get(`/api/metrics?${new URLSearchParams({ resource: wanted || filter.resource })}`);
        filter.resource = data.resource;
        return data;
    },
    resources: ({ resources }) => resources,
    show: ({ resource, series }, [, chosen], filter) => {
        const metrics = [...Map.groupBy(series, one => one.name)].filter(([name]) => name.toLowerCase().includes(filter.text));
        const found = series.filter(one => one.name === chosen);
        return {
            main: metrics.length === 0 ? empty('No metric has been received.') : table(['Metric', 'Now', 'Last minutes'], metrics.map(([name, all]) => {
                const { text, history } = together(all);
                return {
                    hash: ['metrics', resource, name], isChosen: name === chosen,
                    cells: [el('span', {}, link(['metrics', resource, name], broken(name)), el('span', { className: 'about', textContent: all[0].description })), el('span', { className: 'now', textContent: text }), history.length > 1 && spark(history)],
                };
            }), 'metrics'),
            back: ['metrics', resource],
            aside: found.length > 0 && about(chosen, found),
        };
    },
};
