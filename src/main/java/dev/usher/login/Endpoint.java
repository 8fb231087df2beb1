package dev.usher.login;

import dev.usher.http.Exchange;
import io.vertx.core.Future;

/** One of the gateway's own calls. Called on the event loop; a failed future is answered by {@code Rescue}. */
interface Endpoint {

    Future<Reply> call(Exchange exchange);
}
