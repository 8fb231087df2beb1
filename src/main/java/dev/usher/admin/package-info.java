/** What operators and orchestrators ask the gateway, on a listener of its own. Must not be reachable by users. */
@NullMarked
package dev.usher.admin;

import org.jspecify.annotations.NullMarked;
