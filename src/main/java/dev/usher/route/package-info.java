/**
 * Which route a request belongs to: patterns, their order, and the table. Must not know sessions, rules' outcomes or
 * how requests are forwarded.
 */
@NullMarked
package dev.usher.route;

import org.jspecify.annotations.NullMarked;
