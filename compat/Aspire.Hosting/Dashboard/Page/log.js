import { el, get, empty } from './dom.js';

// The log of one resource. Lines come from the server as they are written; the end stays in sight until the reader scrolls up.
const most = 5000;
const lines = el('pre', { className: 'lines', tabIndex: 0 });
const end = el('button', { className: 'end', textContent: 'Follow the end', hidden: true, onclick: () => { follows = true; stay(); } });
let source;
let name;
let text = '';
let last = 0;
let follows = true;

const view = () => document.getElementById('view');
const stay = () => {
    end.hidden = follows;
    if (follows) view().scrollTop = view().scrollHeight;
};
const isShown = content => content.toLowerCase().includes(text);

// What is meant for terminals, such as colours, is left out.
const plain = content => content.replace(/\u001b(?:\[[0-9;?]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|.)|[\u0000-\u0008\u000b-\u001f\u007f]/g, '');

const add = added => {
    const fresh = added.filter(line => line.number > last);
    if (fresh.length === 0) return;
    const nodes = document.createDocumentFragment();
    for (const line of fresh) {
        if (last > 0 && line.number > last + 1) nodes.append(el('div', { className: 'muted', textContent: `… ${line.number - last - 1} lines came too fast to be shown` }));
        last = line.number;
        const content = plain(line.text);
        nodes.append(el('div', { className: line.isError || /^(fail|crit|error)\b/i.test(content) ? 'bad' : /^warn/i.test(content) ? 'busy' : '', textContent: content || '\u200b', hidden: !isShown(content) }));
    }
    lines.append(nodes);
    while (lines.childElementCount > most) lines.firstChild.remove();
    stay();
};

const open = wanted => {
    source?.close();
    lines.replaceChildren();
    [name, last, follows] = [wanted, 0, true];
    source = new EventSource(`/api/resources/${encodeURIComponent(wanted)}/logs`);
    source.onmessage = message => add(JSON.parse(message.data));
};

export default {
    title: 'Logs',
    load: async ([wanted], filter) => {
        const names = [...new Set((await get('/api/resources')).map(resource => resource.name))];
        if (text !== filter.text) {
            text = filter.text;
            for (const line of lines.children) line.hidden = !isShown(line.textContent);
        }
        const chosen = [wanted, filter.resource, names[0]].find(one => names.includes(one));
        filter.resource = chosen ?? '';
        return { names, chosen };
    },
    resources: ({ names }) => names,
    show: ({ chosen }) => {
        if (chosen && chosen !== name) open(chosen);
        setTimeout(stay);
        return { main: chosen ? el('div', { className: 'log' }, lines, end) : empty('There is no resource.') };
    },
    enter: () => {
        view().onscroll = () => {
            follows = view().scrollHeight - view().scrollTop - view().clientHeight < 40;
            end.hidden = follows;
        };
    },
    leave: () => {
        source?.close();
        [source, name, view().onscroll] = [undefined, undefined, null];
    },
};
