import { el, table, pairs, values, section, get, link, empty } from './dom.js';
import { since } from './format.js';

const state = resource => {
    if (resource.state !== 'Running') return [resource.exitCode ? `${resource.state} (${resource.exitCode})` : resource.state, { FailedToStart: 'bad', Exited: 'bad', Finished: 'idle' }[resource.state] ?? 'busy'];
    if (resource.health === 'Healthy') return ['Running', 'good'];
    return resource.isReady ? [resource.health, resource.health === 'Degraded' ? 'busy' : 'bad'] : ['Starting', 'busy'];
};

const badge = ([text, kind]) => el('span', { className: `state ${kind}`, textContent: text });

const address = ({ name, url }) => el('span', { className: 'address' }, el('span', { className: 'muted', textContent: name ?? '' }),
    /^https?:/.test(url) ? el('a', { href: url, target: '_blank', rel: 'noreferrer', textContent: url }) : el('code', { textContent: url }));

const trouble = resource => resource.checks.filter(check => check.status && check.status !== 'Healthy').map(check => check.description ?? check.name).join(' ');

const about = resource => el('div', {},
    el('h2', { textContent: resource.id }),
    el('p', { className: 'links' }, link(['log', resource.name], 'Log'), link(['metrics', resource.name], 'Metrics')),
    pairs([
        ['State', badge(state(resource))], ['Kind', resource.type], ['Process', resource.pid], ['Started', resource.started && since(resource.started)],
        ['Last exit code', resource.exitCode],
    ]),
    resource.urls.length > 0 && section('Endpoints', ...resource.urls.map(url => el('p', {}, address(url)))),
    resource.checks.length > 0 && section('Health checks', table(['Check', 'Status', ''], resource.checks.map(check => [
        check.name, badge([check.status ?? 'Not run yet', { Healthy: 'good', Unhealthy: 'bad' }[check.status] ?? 'busy']), check.description]))),
    resource.environment.length > 0 && section('Environment', values(resource.environment.map(variable => [variable.name, variable.value]))));

export default {
    title: 'Resources',
    load: () => get('/api/resources'),
    resources: () => [],
    show: (all, [chosen], filter) => {
        const found = all.filter(resource => `${resource.id} ${resource.type} ${state(resource)[0]}`.toLowerCase().includes(filter.text));
        const resource = all.find(one => one.id === chosen);
        return {
            main: found.length === 0 ? empty('No resource is called so.') : table(['State', 'Name', 'Kind', 'Started', 'Endpoints'], found.map(one => ({
                hash: ['resources', one.id], isChosen: one.id === chosen,
                cells: [
                    badge(state(one)), el('span', {}, link(['resources', one.id], one.id), el('span', { className: one.isReady ? 'trouble' : 'trouble muted', textContent: trouble(one) })), one.type,
                    one.started && since(one.started), el('span', { className: 'addresses' }, ...one.urls.map(address)),
                ],
            })), 'resources'),
            aside: resource && about(resource),
        };
    },
};
