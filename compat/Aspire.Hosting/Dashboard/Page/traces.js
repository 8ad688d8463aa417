import { el, table, pairs, values, section, get, link, broken, resourceName, hue, empty } from './dom.js';
import { duration, since } from './format.js';

const mostSpans = 1000;

const list = (traces, filter) => {
    const found = traces.filter(trace => (!filter.resource || trace.resources.includes(filter.resource)) && `${trace.name} ${trace.subject} ${trace.id}`.toLowerCase().includes(filter.text));
    const longest = Math.max(...found.map(trace => trace.duration), 0.001);
    return found.length === 0 ? empty('No trace has been received.') : table(['Started', 'Operation', 'Resources', 'Spans', 'Duration'], found.map(trace => ({
        hash: ['traces', trace.id],
        cells: [
            since(trace.start), el('span', {}, link(['traces', trace.id], broken(trace.name)), !trace.subject.includes(trace.name) && el('small', { textContent: trace.subject }), trace.errors > 0 && el('span', { className: 'state bad', textContent: trace.errors === 1 ? '1 error' : `${trace.errors} errors` })),
            el('span', { className: 'names' }, ...trace.resources.map(resourceName)), String(trace.spans),
            el('span', { className: 'amount', style: { '--share': `${100 * trace.duration / longest}%` }, textContent: duration(trace.duration) }),
        ],
    })), 'traces');
};

/** The spans in the order in which they are read: each followed by what it caused. */
const inOrder = spans => {
    const ids = new Set(spans.map(span => span.spanId));
    const children = Map.groupBy(spans, span => ids.has(span.parentId) ? span.parentId : '');
    const ordered = [];
    const seen = new Set();
    const visit = (span, depth) => {
        if (seen.has(span)) return;
        seen.add(span);
        ordered.push({ span, depth });
        for (const child of children.get(span.spanId) ?? []) visit(child, depth + 1);
    };
    for (const root of children.get('') ?? []) visit(root, 0);
    for (const span of spans) visit(span, 0);
    return ordered;
};

/** What an operation is about beyond its name: the query, or the path that was called. */
const subject = ({ attributes }) => attributes['db.query.text'] ?? (URL.canParse(attributes['url.full']) ? new URL(attributes['url.full']).pathname : attributes['url.path'] ?? '');

const waterfall = (spans, id, chosen) => {
    const start = Math.min(...spans.map(span => span.start));
    const total = Math.max(...spans.map(span => span.start + span.duration)) - start || 0.001;
    const row = ({ span, depth }) => {
        const left = 100 * (span.start - start) / total;
        const width = 100 * span.duration / total;
        const label = left + width < 85 ? '' : left > 15 ? ' before' : ' within';
        return el('a', { className: `span${span.spanId === chosen ? ' chosen' : ''}${span.isError ? ' failed' : ''}`, href: `#traces/${id}/${span.spanId}`, style: { '--hue': hue(span.resource) } },
            el('span', { className: 'what', style: { '--depth': Math.min(depth, 20) }, title: `${span.resource}: ${span.name} ${subject(span)}` }, resourceName(span.resource), el('b', { textContent: span.name }), span.name.includes(subject(span)) ? '' : el('small', { textContent: subject(span) })),
            el('span', { className: `track${label}`, style: { '--left': `${left}%`, '--width': `${width}%` } }, el('i'), el('small', { textContent: duration(span.duration) })));
    };
    return el('div', { className: 'waterfall' },
        el('div', { className: 'ruler' }, el('span'), el('span', {}, ...[0, 0.25, 0.5, 0.75, 1].map(share => el('small', { textContent: duration(total * share) })))),
        ...inOrder(spans).slice(0, mostSpans).map(row));
};

const trace = (spans, id, chosen) => {
    if (spans.length === 0) return { main: empty('This trace is not kept any more.') };
    const [{ span: root }] = inOrder(spans);
    const span = spans.find(one => one.spanId === chosen);
    const failed = spans.filter(one => one.isError).length;
    return {
        main: el('div', {},
            el('p', { className: 'links' }, link(['traces'], '← All traces'), link(['messages', '', id], 'Messages of this trace')),
            broken(root.name, 'h2'),
            el('p', { className: 'muted' }, since(root.start), ` · ${duration(Math.max(...spans.map(one => one.start + one.duration)) - root.start)} · ${spans.length === 1 ? '1 span' : `${spans.length} spans`} · `,
                failed > 0 && el('span', { className: 'bad', textContent: `${failed} failed · ` }), el('code', { textContent: id })),
            waterfall(spans, id, chosen),
            spans.length > mostSpans && el('p', { className: 'muted', textContent: `The first ${mostSpans} of ${spans.length} spans.` })),
        back: ['traces', id],
        aside: span && el('div', {},
            broken(span.name, 'h2'),
            pairs([['Resource', resourceName(span.resource)], ['Kind', span.kind], ['Duration', duration(span.duration)], ['Began', `${duration(span.start - root.start)} after the trace`],
                ['Status', span.isError ? el('span', { className: 'bad', textContent: span.message || 'failed' }) : 'ok'], ['Span', el('code', { textContent: span.spanId })]]),
            section('Attributes', values(Object.entries(span.attributes)))),
    };
};

export default {
    title: 'Traces',
    takesAll: true,
    load: ([id]) => get(id ? `/api/traces/${encodeURIComponent(id)}` : '/api/traces'),
    resources: state => 'spans' in (state[0] ?? {}) ? [...new Set(state.flatMap(one => one.resources))].sort() : [],
    show: (state, [id, chosen], filter) => id ? trace(state, id, chosen) : { main: list(state, filter) },
};
