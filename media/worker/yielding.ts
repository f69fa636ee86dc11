/** Pauses in long work, in which messages come in. */

/** Gives what is waited for: a message to oneself comes after those that wait, and is not slowed down as timers are. */
export function createYielding(): () => Promise<void> {
  const channel = new MessageChannel();
  let resume: (() => void) | null = null;
  channel.port1.onmessage = () => {
    const callback = resume;
    resume = null;
    callback?.();
  };
  return () =>
    new Promise((resolve) => {
      const before = resume;
      resume = () => {
        before?.();
        resolve();
      };
      channel.port2.postMessage(null);
    });
}
