/**
 * Forwarding a permitted request to its service and relaying the answer. Must not know tokens, rules or the user
 * server: it takes a permit and believes it.
 */
@NullMarked
package dev.usher.proxy;

import org.jspecify.annotations.NullMarked;
