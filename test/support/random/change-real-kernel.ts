import { assertNever } from '../../../src/base/assert-never.ts';
import type { Namespace } from '../namespace.ts';
import { type KernelStep, PLACES, type Place } from './kernel-steps.ts';

const MASTER = 'Bridge0';

/** Does the steps of a schedule in a namespace, by `ip`. A port that is made again may have the number that it had. */
export class RealKernelChanges {
  readonly #namespace: Namespace;
  readonly #names = new Map<Place, string>();
  readonly #numbers = new Map<Place, number>(PLACES.map((place) => [place, 200 + place]));
  #lastNumber = 300;

  constructor(namespace: Namespace) {
    this.#namespace = namespace;
  }

  /** Makes the namespace's own ports go, and the master come. */
  async begin(): Promise<void> {
    await this.#namespace.batch([
      'link del Ethernet0',
      'link del Ethernet4',
      `link add ${MASTER} type bridge`,
      `link set ${MASTER} addrgenmode none up`,
    ]);
  }

  /** Does all in the order given; what concerns neighbors alone in one call of `ip`, for it remembers links. */
  async make(steps: readonly KernelStep[]): Promise<void> {
    let neighbors: string[] = [];
    for (const step of steps) {
      const commands = this.#commands(step);
      if (step.kind === 'neighbor' || step.kind === 'forget') {
        neighbors.push(...commands);
        continue;
      }
      await this.#run(neighbors);
      neighbors = [];
      for (const command of commands) await this.#run([command]);
    }
    await this.#run(neighbors);
  }

  async #run(commands: readonly string[]): Promise<void> {
    if (commands.length > 0) await this.#namespace.batch(commands);
  }

  #commands(step: KernelStep): readonly string[] {
    const { place } = step;
    const name = this.#names.get(place);
    switch (step.kind) {
      case 'name':
        return this.#name(place, step.name);
      case 'neighbor':
        return name === undefined ? [] : [putNeighbor(step, name)];
      case 'forget': {
        // There may be none; made first, it can be deleted.
        if (name === undefined) return [];
        const entry = `${step.ip} lladdr 02:00:00:00:00:0f dev ${name}`;
        return [`neigh replace ${entry} nud permanent`, `neigh del ${step.ip} dev ${name}`];
      }
      case 'unlink':
        if (name === undefined) return [];
        this.#names.delete(place);
        if (!step.sameNumber) this.#numbers.set(place, ++this.#lastNumber);
        return [`link del ${name}`];
      case 'master':
        if (name === undefined) return [];
        return [step.master === undefined ? `link set ${name} nomaster` : `link set ${name} master ${MASTER}`];
      default:
        return assertNever(step, 'step');
    }
  }

  #name(place: Place, name: string): readonly string[] {
    if ([...this.#names.values()].includes(name)) return [];
    const before = this.#names.get(place);
    this.#names.set(place, name);
    if (before !== undefined) return [`link set ${before} name ${name}`];
    const index = this.#numbers.get(place) ?? 0;
    return [
      `link add ${name} index ${index} type veth peer name peer${place}`,
      `link set ${name} addrgenmode none`,
      `link set peer${place} up`,
      `link set ${name} up`,
    ];
  }
}

/** Without a MAC the kernel takes only the states that need none. */
function putNeighbor({ ip, mac, state, learned }: KernelStep & { readonly kind: 'neighbor' }, dev: string): string {
  const entry = mac === undefined ? ip : `${ip} lladdr ${mac}`;
  const nud = mac !== undefined || state === 'incomplete' ? state : 'failed';
  return `neigh replace ${entry} dev ${dev} nud ${nud}${learned ? ' extern_learn' : ''}`;
}
