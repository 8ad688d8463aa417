import { el } from './dom.js';

const round = value => Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2);

export const duration = milliseconds => milliseconds === 0 ? '0' : milliseconds < 1 ? `${round(milliseconds * 1000)} µs`
    : milliseconds < 1000 ? `${round(milliseconds)} ms`
    : milliseconds < 60_000 ? `${round(milliseconds / 1000)} s`
    : milliseconds < 3_600_000 ? `${Math.floor(milliseconds / 60_000)} min ${Math.floor(milliseconds / 1000) % 60} s`
    : `${Math.floor(milliseconds / 3_600_000)} h ${Math.floor(milliseconds / 60_000) % 60} min`;

export const bytes = count => {
    const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
    const power = count > 0 ? Math.min(Math.floor(Math.log2(count) / 10), 4) : 0;
    return `${power === 0 ? Math.round(count) : round(count / 1024 ** power)} ${units[power]}`;
};

export const number = value => Number.isInteger(value) ? value.toLocaleString('en') : Math.abs(value) >= 0.01 ? value.toLocaleString('en', { maximumFractionDigits: 2 }) : value.toPrecision(2);

/** A measurement with its unit (UCUM, as OpenTelemetry writes it). */
export const measure = (value, unit) => unit === 's' ? duration(value * 1000)
    : unit === 'ms' ? duration(value)
    : unit === 'By' ? bytes(value)
    : unit === '%' ? `${number(value)} %`
    : number(value);

export const clock = milliseconds => new Date(milliseconds).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 });

const ago = milliseconds => {
    const seconds = Math.max(0, (Date.now() - milliseconds) / 1000);
    return seconds < 2 ? 'now'
        : seconds < 60 ? `${Math.floor(seconds)} s ago`
        : seconds < 3600 ? `${Math.floor(seconds / 60)} min ago`
        : seconds < 86_400 ? `${Math.floor(seconds / 3600)} h ago`
        : new Date(milliseconds).toLocaleString('en-GB');
};

/** A moment as seen from now; <code>tick</code> keeps it true. */
export const since = milliseconds => el('time', { textContent: ago(milliseconds), title: new Date(milliseconds).toLocaleString('en-GB'), dataset: { at: milliseconds } });

export const tick = () => {
    for (const time of document.querySelectorAll('time[data-at]')) {
        const text = ago(Number(time.dataset.at));
        if (time.textContent !== text) time.textContent = text;
    }
};
