import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { POLICY_CASES } from '../fixtures/policy-cases.ts';

const DOCUMENT = new URL('../../docs/BEHAVIOR_DIFFERENCES.md', import.meta.url);
const BEGIN = '<!-- begin: policy -->\n';
const END = '<!-- end: policy -->';

/** The policy's table as the document has it: every case of which the C++ daemon's outcome is known. */
function policyTable(): string {
  const rows = POLICY_CASES.flatMap(([name, , , verdict, cpp]) =>
    cpp === undefined ? [] : [[name, cpp, inWords(verdict)]],
  );
  const lines = [['case', 'C++ neighsyncd, per event', 'this neighsyncd'], ['---', '---', '---'], ...rows];
  return `${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`;
}

function inWords(verdict: string): string {
  const [kind, rule, detail, name] = verdict.split(' ');
  if (kind === 'row') {
    const what = detail === 'zero' ? 'row with zero MAC' : 'row, written only if it differs';
    return `${what}${detail === 'via' ? `; first the host route in ${name} goes, once per change` : ''} (\`${rule}\`)`;
  }
  if (rule === 'interface') return `no row; rows of that interface are not touched (\`${rule}\`)`;
  if (kind === 'absent') return `no row; one DEL if there was one (\`${rule}\`)`;
  const again = detail === undefined ? '' : `, and look again after ${Number(detail) / 1000} s`;
  return `leave what is there${again} (\`${rule}\`)`;
}

test('docs/BEHAVIOR_DIFFERENCES.md has the table that the policy is tested with', () => {
  const text = readFileSync(DOCUMENT, 'utf8');
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END);
  assert.ok(begin >= 0 && end > begin, 'the document has no place for the table');
  assert.equal(text.slice(begin + BEGIN.length, end), policyTable());
});
