package dev.usher.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What clients change of users through this gateway: it is asked anew about their sessions, and says what it has heard.
 * Safe from every thread.
 */
final class Changes {

    private final Vertx vertx;
    private final SharedSessions shared;

    Changes(Vertx vertx, SharedSessions shared) {
        this.vertx = vertx;
        this.shared = shared;
    }

    /** @param user as it is now; absent: nobody said */
    Future<Void> of(String userId, @Nullable ObjectNode user) {
        ObjectNode properties = user == null ? null : shared.project(user);
        return renew(binding -> binding.userId().equals(userId), properties);
    }

    /** Of a user who is known by an identity: his password, perhaps. */
    Future<Void> ofWhoeverHas(String identity) {
        return renew(
                binding ->
                        binding.properties().valueStream().anyMatch(value -> identity.equalsIgnoreCase(value.asText())),
                null);
    }

    /** Looks at every session, which takes too long for an event loop; what is being opened looks at the change. */
    private Future<Void> renew(Predicate<Binding> whose, @Nullable ObjectNode properties) {
        shared.changes().add(whose);
        return vertx.executeBlocking(
                        () -> {
                            shared.cache()
                                    .sessions()
                                    .map(CachedSession::session)
                                    .filter(known -> whose.test(known.binding()))
                                    .forEach(known -> renew(known, properties));
                            return true;
                        },
                        false)
                .mapEmpty();
    }

    private void renew(Session known, @Nullable ObjectNode properties) {
        if (properties == null) {
            shared.cache().doubt(known.hash(), UnaryOperator.identity());
            return;
        }
        shared.cache().doubt(known.hash(), session -> shared.session(session, properties));
        shared.stored().change(known.hash(), known.binding().with(properties));
    }
}
