'use strict';

// Everything is put on the page as text, never as markup.
const element = (tag, properties = {}, ...children) => {
    const node = Object.assign(document.createElement(tag), properties);
    node.append(...children.filter(child => child !== null && child !== undefined));
    return node;
};
const row = (...cells) => element('tr', {}, ...cells.map(cell => element('td', {}, cell ?? '')));
const table = (titles, rows) => element('table', {}, element('thead', {}, element('tr', {}, ...titles.map(title => element('th', { textContent: title })))), element('tbody', {}, ...rows));
const get = async path => {
    const response = await fetch(path);
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return response.json();
};
const clock = milliseconds => new Date(milliseconds).toLocaleTimeString(undefined, { fractionalSecondDigits: 3 });
const link = (node, open) => {
    node.classList.add('link');
    node.onclick = open;
    return node;
};
const pairs = object => Object.entries(object).map(([key, value]) => `${key}=${value}`).join('  ');

const view = document.getElementById('view');
const details = document.getElementById('details');
const filter = document.getElementById('filter');
let log;

const show = (title, ...content) => {
    log?.close();
    details.hidden = false;
    details.replaceChildren(element('h2', { textContent: title }), ...content);
};

const colour = resource => resource.state === 'Running'
    ? { Healthy: 'good', Degraded: 'busy' }[resource.health] ?? (resource.checks.some(check => check.status === null) ? 'busy' : 'bad')
    : ['FailedToStart', 'Exited'].includes(resource.state) ? 'bad' : 'busy';

const showResource = resource => {
    const lines = element('pre');
    show(resource.id,
        table(['Health check', 'Status', ''], resource.checks.map(check => row(check.name, check.status ?? 'not yet run', check.description))),
        element('h3', { textContent: 'Environment' }),
        table(['Name', 'Value'], resource.environment.map(variable => row(variable.name, variable.value))),
        element('h3', { textContent: 'Log' }), lines);
    log = new EventSource(`/api/resources/${encodeURIComponent(resource.name)}/logs`);
    log.onmessage = message => {
        for (const line of JSON.parse(message.data)) lines.append(element('div', { textContent: line.text, className: line.isError ? 'bad' : '' }));
        while (lines.childElementCount > 2000) lines.firstChild.remove();
    };
};

const showTrace = async trace => {
    const spans = await get(`/api/traces/${trace.id}`);
    show(`Trace ${trace.id}`, table(['Span', 'Resource', 'ms', ''], spans.map(span => {
        const bar = element('span', { className: span.isError ? 'bar error' : 'bar' });
        bar.style.marginLeft = `${100 * (span.start - trace.start) / Math.max(trace.duration, 0.001)}%`;
        bar.style.width = `${100 * span.duration / Math.max(trace.duration, 0.001)}%`;
        const cells = row(span.name, span.resource, span.duration.toFixed(2), bar);
        cells.title = `${span.kind} ${span.message}\n${pairs(span.attributes)}`;
        return cells;
    })));
};

const views = {
    Resources: async () => table(['Name', 'Type', 'State', 'Health', 'Started', 'Addresses'], (await get('/api/resources')).map(resource => link(row(
        resource.id, resource.type,
        element('span', { className: colour(resource), textContent: resource.state + (resource.exitCode ? ` (${resource.exitCode})` : '') }),
        resource.health ?? '', resource.started ? clock(resource.started) : '',
        resource.urls.map(url => `${url.name ?? ''} ${url.url}`).join(', ')), () => showResource(resource)))),
    Traces: async () => table(['Time', 'Operation', 'Resources', 'Spans', 'ms'], (await get('/api/traces')).map(trace => link(row(
        clock(trace.start), element('span', { className: trace.errors ? 'bad' : '', textContent: trace.name }), trace.resources.join(', '), trace.spans, trace.duration.toFixed(2)),
    () => showTrace(trace)))),
    Logs: async () => table(['Time', 'Resource', 'Level', 'Message'], (await get('/api/logs')).map(entry => link(row(
        clock(entry.time), entry.resource, element('span', { className: entry.severity >= 17 ? 'bad' : entry.severity >= 13 ? 'busy' : '', textContent: entry.level }), entry.message),
    () => show(entry.message, table(['Name', 'Value'], [row('scope', entry.scope), row('trace', entry.traceId), ...Object.entries(entry.attributes).map(([name, value]) => row(name, value))]))))),
    Metrics: async () => table(['Resource', 'Metric', 'Value', 'Unit', 'Count', 'Attributes'], (await get('/api/metrics')).map(metric => row(
        metric.resource, element('span', { title: metric.description, textContent: metric.name }), String(Math.round(metric.value * 1000) / 1000),
        metric.unit + (metric.kind === 'histogram' ? ' (mean)' : ''), metric.count, pairs(metric.attributes)))),
};

const current = () => location.hash.slice(1) in views ? location.hash.slice(1) : 'Resources';
const refresh = async () => {
    const name = current();
    try {
        const content = await views[name]();
        const wanted = filter.value.toLowerCase();
        for (const line of content.tBodies[0].rows) line.hidden = !line.textContent.toLowerCase().includes(wanted);
        if (name === current()) view.replaceChildren(content);
    } catch (error) {
        view.replaceChildren(element('p', { className: 'bad', textContent: `The application does not answer (${error.message}).` }));
    }
    for (const tab of document.getElementById('tabs').children) tab.classList.toggle('active', tab.textContent === name);
};

document.getElementById('tabs').append(...Object.keys(views).map(name => element('button', { textContent: name, onclick: () => { location.hash = name; } })));
window.onhashchange = () => { log?.close(); details.hidden = true; refresh(); };
filter.oninput = refresh;
setInterval(refresh, 2000);
refresh();
