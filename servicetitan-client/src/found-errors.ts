import * as messages from './error-messages';
import { ServiceTitanError } from './errors';

/**
 * The token does not carry the scope of what is to be read, or of the parent that it is read for: known before
 * ServiceTitan is asked, and said as it would be.
 */
export function missingScopeError(
  subject: messages.Subject & {
    readonly scope: string;
    /** that needs the scope, where it is not the stream */ readonly parent?: string;
  },
): ServiceTitanError {
  const { label, scope, parent } = subject;
  return new ServiceTitanError({
    kind: 'missing_scope',
    failureType: 'config',
    message: messages.missingScope(subject) + (parent === undefined ? '' : messages.readForEach(label, parent)),
    label,
    scope,
  });
}

/** A row that cannot be told from others. */
export function missingKeyError(subject: messages.Subject, key: string): ServiceTitanError {
  return new ServiceTitanError({
    kind: 'missing_key',
    failureType: 'system',
    message: messages.missingKey(subject, key),
    label: subject.label,
  });
}
