import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  type DescriptorProto,
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
} from '@bufbuild/protobuf/wkt';

/** Folders that hold nothing but what is generated. */
export const GENERATED = ['src/api/grpc/gen', 'clients/typescript/gen'] as const;

const TEMPLATES = ['buf.gen.yaml', 'clients/typescript/buf.gen.yaml'] as const;
const DESCRIPTORS = 'src/api/grpc/gen/descriptors.ts';
const WIDTH = 100;
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;

/** Generates below `target` what follows from `root`/proto. Rejects with what buf says about faults. */
export async function generate(root: string, target: string): Promise<void> {
  for (const template of TEMPLATES) await buf(root, 'generate', '--template', template, '--output', target);
  const image = await buf(
    root,
    'build',
    '--as-file-descriptor-set',
    '--exclude-source-info',
    '--output',
    '-#format=binpb',
  );
  const { file } = fromBinary(FileDescriptorSetSchema, image);
  const path = resolve(target, DESCRIPTORS);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, descriptors(file));
}

/** buf and its plugins, which find their Node.js in PATH. */
async function buf(root: string, ...args: readonly string[]): Promise<Buffer> {
  const bin = resolve(root, 'node_modules/.bin');
  const path = [dirname(process.execPath), bin, process.env['PATH']].join(delimiter);
  const { stdout } = await promisify(execFile)(process.execPath, [join(bin, 'buf'), ...args], {
    cwd: root,
    env: { ...process.env, PATH: path },
    encoding: 'buffer',
    maxBuffer: MAX_OUTPUT_BYTES,
  });
  return stdout;
}

/** What server reflection answers with. */
function descriptors(files: readonly FileDescriptorProto[]): string {
  const services = files.flatMap((file) => file.service.map(({ name }) => `${file.package}.${name}`));
  return `// Generated from proto/ by npm run proto. DO NOT EDIT.

/** A file of proto/ or what it imports: what it declares, and its FileDescriptorProto. */
type File = { readonly imports: readonly string[]; readonly symbols: readonly string[]; readonly base64: string };

export const SERVICES: readonly string[] = ${JSON.stringify(services.sort(), undefined, 2)};

export const FILES: Readonly<Record<string, File>> = {
${files.map(entry).join('')}};
`;
}

function entry(file: FileDescriptorProto): string {
  const base64 = Buffer.from(toBinary(FileDescriptorProtoSchema, file)).toString('base64');
  const lines = base64.match(new RegExp(`.{1,${WIDTH}}`, 'g')) ?? [];
  return `  ${JSON.stringify(file.name)}: {
    imports: ${JSON.stringify(file.dependency)},
    symbols: [
${symbols(file)
  .map((symbol) => `      ${JSON.stringify(symbol)},\n`)
  .join('')}    ],
    base64:
      ${lines.map((line) => JSON.stringify(line)).join(' +\n      ')},
  },
`;
}

function symbols(file: FileDescriptorProto): readonly string[] {
  return [
    ...file.messageType.flatMap((message) => messageSymbols(file.package, message)),
    ...file.enumType.map(({ name }) => `${file.package}.${name}`),
    ...file.service.flatMap(({ name, method }) => [
      `${file.package}.${name}`,
      ...method.map((each) => `${file.package}.${name}.${each.name}`),
    ]),
  ];
}

function messageSymbols(scope: string, message: DescriptorProto): readonly string[] {
  const name = `${scope}.${message.name}`;
  return [
    name,
    ...message.nestedType.flatMap((nested) => messageSymbols(name, nested)),
    ...message.enumType.map((each) => `${name}.${each.name}`),
  ];
}
