/**
 * Rejection of a request that was under way when the worker was ended for another's sake: nothing was wrong with it,
 * and it can be sent again to the worker that took its place.
 */
export class WorkerReplaced extends Error {
  override readonly name = "WorkerReplaced";
}
