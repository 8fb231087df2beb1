package dev.usher.proxy;

import io.vertx.core.MultiMap;

/** Who asks a service something. Called on the event loop; not all calls are for somebody who has left since. */
interface Asker {

    /** The request can be written. */
    void granted(ServiceRequest request);

    /** What its answer will refer to, RFC 8297. May come several times, before the answer. */
    void hinted(MultiMap fields);

    /** Its answer has begun. */
    void answered(ServiceResponse response);

    /** It came to nothing, before its answer began or the request could be written. */
    void broken(Throwable why);
}
