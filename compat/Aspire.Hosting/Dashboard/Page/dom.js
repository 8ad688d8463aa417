// Everything is put on the page as text, never as markup.
const fill = (node, properties, children) => {
    const { style, dataset, ...others } = properties;
    Object.assign(node, others);
    if (style) for (const [name, value] of Object.entries(style)) node.style.setProperty(name, value);
    if (dataset) Object.assign(node.dataset, dataset);
    node.append(...children.filter(child => child !== null && child !== undefined && child !== false));
    return node;
};

export const el = (tag, properties = {}, ...children) => fill(document.createElement(tag), properties, children);

export const link = (hash, content, properties = {}) => el('a', { href: `#${hash.map(encodeURIComponent).join('/')}`, ...properties }, content);

/** A table; each row is a list of cells, or has cells, a link's hash and whether it is the one shown. */
export const table = (titles, rows, className = '') => el('table', { className },
    el('thead', {}, el('tr', {}, ...titles.map(title => el('th', { textContent: title })))),
    el('tbody', {}, ...rows.map(row => {
        const cells = row.cells ?? row;
        const line = el('tr', {}, ...cells.map(cell => el('td', {}, cell ?? '')));
        if (row.hash) {
            line.classList.add('opens');
            line.classList.toggle('chosen', !!row.isChosen);
            line.onclick = event => {
                // A click on a link, or the end of a selection, is not meant for the row.
                if (!event.target.closest('a') && getSelection().type !== 'Range') location.hash = row.hash.map(encodeURIComponent).join('/');
            };
        }
        return line;
    })));

export const pairs = entries => el('dl', {}, ...entries.filter(([, value]) => value !== null && value !== undefined && value !== '')
    .flatMap(([name, value]) => [el('dt', { textContent: name }), el('dd', {}, value)]));

export const section = (title, ...content) => el('section', {}, el('h3', { textContent: title }), ...content);

export const empty = text => el('p', { className: 'empty', textContent: text });

/** A long name that breaks where its parts end. */
export const broken = (name, tag = 'span') => el(tag, {}, ...name.split(/(?<=[./_:-])/).flatMap(part => [part, el('wbr')]));

/** Named values, such as attributes. */
export const values = entries => table(['Name', 'Value'], entries.map(([name, value]) => [broken(name, 'code'), el(value?.includes('\n') ? 'pre' : 'code', { textContent: value })]), 'values');

/** The name of a resource, always in the same colour. */
export const resourceName = name => el('span', { className: 'resource', style: { '--hue': hue(name) }, textContent: name, title: name });

export const hue = name => [...name].reduce((sum, c) => (sum * 31 + c.codePointAt(0)) % 360, 7);

/** A small curve of the last values. */
export const spark = (values, width = 120, height = 24) => {
    const picture = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    for (const [name, value] of Object.entries({ viewBox: `0 0 ${width} ${height}`, class: 'spark', preserveAspectRatio: 'none' })) picture.setAttribute(name, value);
    if (values.length > 1) {
        const low = Math.min(...values);
        const range = Math.max(...values) - low || 1;
        const line = document.createElementNS(picture.namespaceURI, 'polyline');
        line.setAttribute('points', values.map((value, i) => `${(i * width / (values.length - 1)).toFixed(1)},${(height - 2 - (height - 4) * (value - low) / range).toFixed(1)}`).join(' '));
        picture.append(line);
    }
    return picture;
};

export const get = async path => {
    const response = await fetch(path, { cache: 'no-store' });
    if (!response.ok) throw Object.assign(new Error(`${path} answered ${response.status}`), { status: response.status });
    return response.json();
};
