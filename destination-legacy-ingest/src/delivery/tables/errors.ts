import { operatorError } from 'airbyte-runtime';

export function misconfigured(message: string): Error {
  return operatorError({ failureType: 'config', message });
}

/** A table of somebody else's that the rows do not fit into. */
export function misfit(tenant: string, place: string, problems: readonly string[]): Error {
  return misconfigured(
    `Tables in ${place} do not fit (tenant ${tenant}): ${problems.join('; ')}. Nothing was loaded. Change the tables, or map the columns in the destination's delivery.`,
  );
}

export function otherSync(tenant: string, place: string): Error {
  return operatorError({
    failureType: 'transient',
    message: `Another sync of tenant ${tenant} is loading into ${place}. This one loaded nothing; it can run when the other has ended. If two connections share the tenant key, give one of them another.`,
  });
}

export function overtaken(tenant: string, place: string): Error {
  return operatorError({
    failureType: 'transient',
    message: `Another sync of tenant ${tenant} loaded a batch into ${place} while this one was running. This one loaded nothing, so that newer rows are not replaced by older ones; the next attempt reads again. If two connections share the tenant key, give one of them another.`,
  });
}
