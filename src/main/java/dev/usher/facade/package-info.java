/**
 * The gateway in the place of the user server, for its SDKs: which call a request is, and whose token goes where. Must
 * not know other routes, nor who may have what.
 */
@NullMarked
package dev.usher.facade;

import org.jspecify.annotations.NullMarked;
