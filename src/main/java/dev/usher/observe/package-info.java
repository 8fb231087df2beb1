/**
 * What operators see: access log and metrics. Must not know how requests are decided or forwarded, and must never be
 * given a token, a cookie, a password or a query.
 */
@NullMarked
package dev.usher.observe;

import org.jspecify.annotations.NullMarked;
