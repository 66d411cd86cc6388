/**
 * Lets one request be under way at a time. However often it is asked for meanwhile, it is sent once more when the
 * one under way has ended, and `send` reads what is wanted by then: the newest wins. (Nothing is cancelled by
 * signal: a worker busy with a run would be ended for not answering.)
 */
export function newestRequest(send: () => Promise<void>): () => void {
  let busy = false;
  let again = false;
  const request = async () => {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    do {
      again = false;
      await send();
    } while (again);
    busy = false;
  };
  return () => void request();
}
