package dev.usher.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.userserver.UserToken;

/**
 * What a login bound together: a token of the user server's and the user it was given to. The only proof of whose token
 * it is, since the user server cannot be asked.
 *
 * @param properties the part of the user that headers are made of
 * @param createdAtMillis when the login was, in epoch milliseconds
 * @param stayLoggedIn whether the client asked to outlive the browser
 */
record Binding(UserToken userToken, String userId, ObjectNode properties, long createdAtMillis, boolean stayLoggedIn) {}
