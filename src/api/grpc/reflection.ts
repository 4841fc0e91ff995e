import { type handleBidiStreamingCall, type ServerDuplexStream, status } from '@grpc/grpc-js';
import { FILES, SERVICES } from './gen/descriptors.ts';
import type {
  ServerReflectionRequest as Request,
  ServerReflectionResponse as Response,
} from './gen/grpc/reflection/v1/reflection.ts';

/** Questions of one call. A client asks for a few files; replies are far larger than questions. */
const MAX_QUESTIONS = 1_000;

type Answer = NonNullable<Response['messageResponse']>;

/** Server reflection; its two versions differ in name only. Asks for the next question when the reply has gone. */
export const serverReflectionInfo: handleBidiStreamingCall<Request, Response> = (call) => {
  converse(call).then(
    () => call.end(),
    () => call.emit('error', { code: status.RESOURCE_EXHAUSTED, details: `more than ${MAX_QUESTIONS} questions` }),
  );
};

async function converse(call: ServerDuplexStream<Request, Response>): Promise<void> {
  let questions = 0;
  // By itself the end of the questions would destroy the stream, and with it the replies.
  const asked: AsyncIterable<Request> = call.iterator({ destroyOnReturn: false });
  for await (const originalRequest of asked) {
    if (++questions > MAX_QUESTIONS) throw new Error('too many');
    const messageResponse = answer(originalRequest.messageRequest);
    const gone = Promise.withResolvers<void>();
    call.once('cancelled', gone.resolve);
    call.write({ validHost: originalRequest.host, originalRequest, messageResponse }, () => gone.resolve());
    await gone.promise;
    call.off('cancelled', gone.resolve);
  }
}

function answer(question: Request['messageRequest']): Answer {
  switch (question?.$case) {
    case 'listServices':
      return { $case: 'listServicesResponse', value: { service: SERVICES.map((name) => ({ name })) } };
    case 'fileByFilename':
      return files(question.value, question.value);
    case 'fileContainingSymbol': {
      const symbol = question.value.replace(/^\./, '');
      return files(
        Object.keys(FILES).find((name) => FILES[name]?.symbols.includes(symbol)),
        symbol,
      );
    }
    case 'allExtensionNumbersOfType':
    case 'fileContainingExtension':
      return failure(status.NOT_FOUND, 'there are no extensions');
    case undefined:
      return failure(status.INVALID_ARGUMENT, 'nothing is asked');
  }
}

/** The file and what it imports, each before what it imports: a client need not ask again, and reads them backwards. */
function files(name: string | undefined, asked: string): Answer {
  if (name === undefined || !Object.hasOwn(FILES, name)) return failure(status.NOT_FOUND, `there is no ${asked}`);
  const names = new Set<string>();
  importsFirst(name, names);
  const fileDescriptorProto = [...names].reverse().map((each) => Buffer.from(FILES[each]?.base64 ?? '', 'base64'));
  return { $case: 'fileDescriptorResponse', value: { fileDescriptorProto } };
}

function importsFirst(name: string, names: Set<string>): void {
  if (names.has(name)) return;
  for (const imported of FILES[name]?.imports ?? []) importsFirst(imported, names);
  names.add(name);
}

function failure(errorCode: status, errorMessage: string): Answer {
  return { $case: 'errorResponse', value: { errorCode, errorMessage } };
}
