import { el, link } from './dom.js';
import { tick } from './format.js';
import resources from './resources.js';
import log from './log.js';
import traces from './traces.js';
import messages from './messages.js';
import metrics from './metrics.js';

// A page loads its data, again and again, and makes from it what is shown.
const pages = { resources, log, traces, messages, metrics };
const interval = 1000;
const byId = id => document.getElementById(id);
const [view, details, notice, search, choice] = ['view', 'details', 'notice', 'filter', 'resource'].map(byId);
const filter = { text: '', resource: '' };
let current;
let shown;

const route = () => {
    try {
        const [name, ...args] = location.hash.slice(1).split('/').map(decodeURIComponent);
        if (Object.hasOwn(pages, name)) return { name, args };
    } catch {
        // Not an address of this page; the first page is shown.
    }
    return { name: 'resources', args: [] };
};

const showDetails = (content, back) => {
    details.hidden = !content;
    if (!content) return;
    const top = details.scrollTop;
    details.replaceChildren(link(back, '×', { className: 'close', title: 'Close (Esc)' }), content);
    details.scrollTop = top;
};

const offer = (names, isOptional) => {
    const options = isOptional ? ['', ...names] : names;
    choice.hidden = names.length === 0;
    if (options.join('\n') !== [...choice.options].map(option => option.value).join('\n')) {
        choice.replaceChildren(...options.map(name => el('option', { value: name, textContent: name || 'All resources' })));
    }
    choice.value = filter.resource;
};

const refresh = async () => {
    const { name, args } = route();
    const at = location.hash;
    const page = pages[name];
    let state;
    try {
        state = await page.load(args, filter);
        notice.hidden = true;
    } catch (error) {
        notice.textContent = error.status === 401 ? 'The application was started anew: open the address that it printed this time.' : 'The application does not answer; what is shown is from before.';
        notice.hidden = false;
        return;
    }
    if (at !== location.hash) return;
    const version = JSON.stringify([name, args, filter, state]);
    // What has not changed is left alone, and so is what is being marked to be copied.
    if (version === shown || (shown && getSelection().type === 'Range')) return;
    shown = version;
    offer(page.resources(state), page.takesAll);
    const { main, aside, back } = page.show(state, args, filter);
    view.replaceChildren(main);
    showDetails(aside, back ?? [name]);
};

const go = () => {
    const { name, args } = route();
    for (const tab of byId('tabs').children) tab.classList.toggle('active', tab.dataset.page === name);
    const page = pages[name];
    if (current !== page) {
        current?.leave?.();
        view.replaceChildren();
        current = page;
    }
    page.enter?.(args, filter);
    search.placeholder = `Filter ${page.title.toLowerCase()}`;
    document.title = `${page.title} · ${document.querySelector('h1').textContent}`;
    shown = undefined;
    refresh();
};

byId('tabs').append(...Object.entries(pages).map(([name, page]) => link([name], page.title, { dataset: { page: name } })));
for (const tab of byId('tabs').children) tab.dataset.page = tab.hash.slice(1);
addEventListener('hashchange', go);
addEventListener('keydown', event => { if (event.key === 'Escape' && !details.hidden) details.querySelector('.close').click(); });
search.addEventListener('input', () => { filter.text = search.value.toLowerCase(); refresh(); });
choice.addEventListener('change', () => {
    filter.resource = choice.value;
    const page = pages[route().name];
    if (page.takesAll) refresh();
    else location.hash = `${route().name}/${encodeURIComponent(filter.resource)}`;
});
setInterval(() => { if (!document.hidden) { tick(); refresh(); } }, interval);
go();
