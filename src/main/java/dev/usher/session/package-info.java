/**
 * Whose token it is and whether it still counts: where tokens are in a request, sealed tokens, and the cache of
 * sessions. Must not know routes, rules or services; only this package makes a {@code Session}.
 */
@NullMarked
package dev.usher.session;

import org.jspecify.annotations.NullMarked;
