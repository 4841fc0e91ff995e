import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COMMANDS, COMMON_OPTIONS } from '../../src/cli/ctl/commands.ts';
import { bashScript, fishScript, zshScript } from '../../src/cli/ctl/completion.ts';
import { startBash } from '../support/run-neighctl.ts';

/** What bash offers where the cursor is at the end of the line. */
async function complete(line: string): Promise<readonly string[]> {
  const words = line.split(' ');
  const script = `${bashScript()}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}
_neighctl
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { code, stdout, stderr } = await startBash(script).ended;
  assert.deepEqual([code, stderr], [0, '']);
  return stdout.split('\n').filter((word) => word !== '');
}

for (const [line, offered] of [
  ['neighctl sh', ['show']],
  ['neighctl re', ['resync', 'restart']],
  ['neighctl --socket show st', ['stats', 'status']],
  ['neighctl show --st', ['--state']],
  ['neighctl show --state p', ['probe', 'permanent']],
  ['neighctl add 10.0.0.1 --state p', ['permanent']],
  ['neighctl watch --source s', ['static']],
  ['neighctl show --interface ', []],
  ['neighctl add 10.0.0.1 ll', ['lladdr']],
  ['neighctl add 10.0.0.1 lladdr x dev y st', ['stale']],
  ['neighctl config re', ['reload']],
  ['neighctl profile --json h', ['heap']],
  ['neighctl completion ', ['bash', 'zsh', 'fish', ...Object.keys(COMMON_OPTIONS).map((name) => `--${name}`)]],
  ['neighctl help ex', ['explain']],
  ['neighctl --socket /etc/host', ['/etc/host.conf', '/etc/hostname', '/etc/hosts']],
  ['neighctl nothing ', []],
] as const) {
  test(`bash completes "${line}"`, async () => {
    const found = await complete(line);
    // Files differ from machine to machine.
    const expected = line.includes('/etc') ? offered.filter((word) => found.includes(word)) : offered;
    assert.deepEqual(found.toSorted(), [...expected].sort());
    assert.equal(found.length > 0, offered.length > 0);
  });
}

test('bash is told so by complete', async () => {
  const { stdout } = await startBash(`${bashScript()}\ncomplete -p neighctl`).ended;
  assert.equal(stdout, 'complete -F _neighctl neighctl\n');
});

test('every shell knows every command and all of its options', () => {
  for (const [name, { options }] of Object.entries(COMMANDS)) {
    assert.match(zshScript(), new RegExp(`^ {4}'${name}:`, 'm'));
    const zsh =
      zshScript()
        .split('\n')
        .find((line) => line.startsWith(`    ${name}) _arguments `)) ?? '';
    for (const option of [...Object.keys(options), ...Object.keys(COMMON_OPTIONS)])
      assert.ok(zsh.includes(`'--${option}[`) || zsh.includes(`'--${option}=[`), `${name} --${option}`);
    assert.ok(fishScript().includes(`complete -c neighctl -n __fish_use_subcommand -a ${name} -d '`), name);
    for (const option of Object.keys(options))
      assert.ok(fishScript().includes(`'__fish_seen_subcommand_from ${name}' -l ${option} `), `${name} --${option}`);
  }
});
