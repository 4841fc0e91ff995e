/**
 * Plays every `*.scenario` of this folder: the real daemon, run on a database_config.json, in a network namespace with
 * the ports Ethernet0 and Ethernet4, a real redis-server, and test/consumer/orchagent.py in the place of orchagent.
 *
 * A scenario is text. Its first line says what it is about; each line after it is a step, played in order. `# ` begins a
 * comment. Indented lines belong to the step before them. The whole file is understood before its first step is played.
 *
 * In the kernel, in the namespace:
 *   ip ARGUMENTS
 *   sysctl NAME=VALUE
 *   batch [N times]                                   the indented lines in one `ip -batch`; `{n}` is the round from 1,
 *                                                     `{hh:hh}` the round as two bytes of a MAC
 *   bulk neighbors N on DEV [WORDS OF ip neigh]       10.0.H.L and 2001:db8::H:L in turn; `nud permanent` if not said
 *   host behind PORT: MAC ADDRESS/LENGTH...           the far end becomes a host that answers ARP and NDP, and says so
 *   no host behind PORT                               it is unplugged, the carrier stays
 *   traffic to ADDRESS                                makes the kernel resolve it
 *   wait for kernel ADDRESS dev DEV ... STATE         until `ip neigh` says just this
 *
 * In the databases and programs:
 *   config_db|appl_db|state_db COMMAND OF redis-cli   such as: config_db HSET "PEER_SWITCH|peer" address_ipv4 10.1.0.2
 *   bulk config_db N unrelated rows
 *   start [SECTION.KEY=VALUE...]                      the daemon; later starts keep the settings
 *   stop
 *   restart the daemon
 *   consumer pause
 *   consumer resume
 *   consumer restart
 *   settle                                            until all of the above has had its effect; see settle.ts
 *   mark NAME                                         a point in what the consumer saw
 *
 * Expectations. Any of them may be `within N s expect ...`; otherwise it must hold at once:
 *   expect rows                                       the golden table, `DEV ADDRESS MAC` a line: all of NEIGH_TABLE; a
 *                                                     line `bulk neighbors N on DEV` stands for the rows of that step
 *   expect no rows
 *   expect row DEV ADDRESS MAC
 *   expect no row DEV ADDRESS
 *   expect arp_update equal                           rows and `ip neigh` agree as SONiC's arp_update compares them, but
 *                                                     for just these lines: `ADDRESS DEV: RULE` of the policy
 *   verify equal                                      `neighsyncd verify` ends with 0
 *   expect consumer saw SET|DEL KEY [MAC] [before SET|DEL KEY [MAC]] [since MARK]
 *   expect no operation [on KEY] since MARK
 *   expect appl_db|state_db COMMAND OF redis-cli == ANSWER
 *   expect redis ran N COMMAND                        since it started, or since `appl_db CONFIG RESETSTAT`
 *   expect metric NAME[{LABEL="VALUE"}] ==|!=|<|<=|>|>= VALUE    without the prefix; the sum over labels not named
 */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { needRoot } from '../support/need.ts';
import { parseScenario } from '../support/scenario/parse.ts';
import { FORMS, play } from '../support/scenario/play.ts';
import { createWorld } from '../support/scenario/world.ts';

const root = resolve(import.meta.dirname, '../..');

for (const path of globSync('test/scenario/*.scenario', { cwd: root }).sort()) {
  const scenario = parseScenario(readFileSync(resolve(root, path), 'utf8'), path, FORMS);
  test(scenario.title, async (t) => {
    if (!needRoot(t)) return;
    await using world = await createWorld();
    await play(scenario, world);
  });
}

test('the explanation above says everything that a scenario can say, and nothing else', () => {
  const [comment = ''] = readFileSync(import.meta.filename, 'utf8').split('*/', 1);
  const explained = Array.from(comment.matchAll(/^ \* {3}(\S.*?)(?: {3,}.*)?$/gm), ([, usage]) => usage);
  assert.deepEqual(explained.sort(), FORMS.map(({ usage }) => usage).sort());
});
