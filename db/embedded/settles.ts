/** Whether the promise settles in time; leaves no timer behind that would keep the process alive. */
export async function settles(promise: Promise<void>, withinMs: number): Promise<boolean> {
  let timer: Timer | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), withinMs);
  });
  try {
    return await Promise.race([promise.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
