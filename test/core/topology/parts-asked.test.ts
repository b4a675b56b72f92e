import { describe, expect, test } from 'vitest';
import { calledWhole } from '../../../core/topology/called-whole.ts';
import { looksAt } from '../../../core/topology/commands-for.ts';
import { topologyAt } from '../../../core/topology/topology-at.ts';
import { ARTICLE_PLANNED, askEverything, beginRun, fixtureText } from '../../support/article-run.ts';
import { html, ran, reported } from '../../support/reported-run.ts';

const run = askEverything(beginRun());
const topology = topologyAt(run.events, run.head, ARTICLE_PLANNED);
const cable = topology.links.find(({ label }) => label === 'c1')!;

describe('what is asked to know more of a part', () => {
  test('of a port of a switch its counters, of a switch those of each port that is known of it', () => {
    expect(looksAt(topology, 'switch-port:sw1:0')[0]).toEqual({ host: 'sw1', probe: 'brocade.port', parameters: { port: 0 } });
    const ports = topology.elements.filter(({ kind, parent }) => kind === 'switch-port' && parent === 'switch:sw1');
    const asked = looksAt(topology, 'switch:sw1');
    expect(ports.length).toBeGreaterThan(1);
    expect(asked.filter(({ probe }) => probe === 'brocade.port')).toHaveLength(ports.length);
    expect(asked.map(({ probe }) => probe)).toContain('brocade.zoning');
    expect(new Set(asked.map(({ host }) => host))).toEqual(new Set(['sw1']));
  });

  test('of a disk of a guest its domain 0; of what is not there, and of an array by itself, nobody', () => {
    const disk = topology.elements.find(({ kind }) => kind === 'guest-disk')!;
    expect(looksAt(topology, disk.id)).toEqual([{ host: 'xenhost', probe: 'xm.list', parameters: {} }]);
    expect(looksAt(topology, 'switch:nowhere')).toEqual([]);
    expect(looksAt(topology, 'array:ds4800')).toEqual([]);
  });

  test('counters of a port are facts of it, the latest that it told, from where they were told', () => {
    const counted = askEverything(beginRun());
    const told = fixtureText('brocade.port', 'online');
    counted.probed('sw1', [{ probe: 'brocade.port', parameters: { port: 0 }, stdout: told }]);
    const later = counted.probed('sw1', [
      { probe: 'brocade.port', parameters: { port: 0 }, stdout: told.replace(/(Link_failure:\s+)[0-9]+/u, '$17') },
    ]);
    const { elements } = topologyAt(counted.events, counted.head, ARTICLE_PLANNED);
    const facts = (id: string) => elements.find((one) => one.id === id)?.facts.filter(({ name }) => name === 'Link_failure');
    expect(facts('switch-port:sw1:0')).toEqual([
      { name: 'Link_failure', value: '7', evidence: { sequence: later.sequence, result: 0 } },
    ]);
    expect(facts('switch-port:sw1:1')).toEqual([]);
  });
});

describe('notes on parts', () => {
  test('a part is called so that it is told apart where nothing stands around it', () => {
    expect(calledWhole(topology, 'switch-port:sw1:0')).toBe('switch port 0 of sw1');
    expect(calledWhole(topology, 'switch:sw1')).toBe('switch sw1');
    expect(calledWhole(topology, cable.id)).toBe('cable c1: host bus adapter port 1 of xenhost to switch port 0 of sw1');
    expect(calledWhole(topology, 'cable|a|b')).toBeNull();
  });

  test('the report has them, with their pictures, in its topology section and once', async () => {
    const noted = ran();
    const PNG = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    );
    const attachment = { name: 'rack.png', output: noted.keep(PNG) };
    const { sequence } = noted.add('noted', { element: cable.id, text: 'Relabelled <today>.', attachment });
    noted.add('noted', { element: 'switch-port:gone:9', text: 'Taken out since.' });
    const report = await reported(noted);
    expect(report.words.find((word) => word.sequence === sequence)?.element).toEqual({
      id: cable.id,
      called: 'cable c1: host bus adapter port 1 of xenhost to switch port 0 of sw1',
    });
    const page = html(report);
    const section = page.slice(page.indexOf('id="topology-notes"'), page.indexOf('id="appendix"'));
    expect(section).toContain('cable c1: host bus adapter port 1 of xenhost to switch port 0 of sw1');
    expect(section).toContain('Relabelled &lt;today&gt;.');
    expect(section).toContain('<img src="data:image/png;base64,');
    expect(section).toContain('switch-port:gone:9');
    expect(page.match(/<img /gu)).toHaveLength(1);
    expect(page).toContain(`href="#note-${sequence}"`);
    expect(html(await reported(ran()))).not.toContain('topology-notes');
  });
});
