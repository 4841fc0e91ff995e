/** A stack that was disposed of while the resource was being made must not leave it behind. */
export async function own<T extends AsyncDisposable>(stack: AsyncDisposableStack, making: Promise<T>): Promise<T> {
  const made = await making;
  if (stack.disposed) await made[Symbol.asyncDispose]();
  return stack.use(made);
}
