package dev.usher.sandbox;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The way of every call: counted, then faulted or carried out, then answered. */
final class Dispatcher {

    private final Calls calls;
    private final Faults faults;

    Dispatcher(Calls calls, Faults faults) {
        this.calls = calls;
        this.faults = faults;
    }

    Handler<RoutingContext> serving(Operation operation, Function<RoutingContext, Answer> action) {
        return context -> {
            calls.record(operation, received(context));
            deliver(context, faults.take(operation), action);
        };
    }

    private static Received received(RoutingContext context) {
        HttpServerRequest request = context.request();
        String body = context.body().asString();
        return new Received(
                request.method(),
                request.uri(),
                MultiMap.caseInsensitiveMultiMap().addAll(request.headers()),
                body == null ? "" : body);
    }

    private static void deliver(
            RoutingContext context, @Nullable Fault fault, Function<RoutingContext, Answer> action) {
        switch (fault) {
            case null -> answer(context, action).send(context.response());
            case Fault.Delay delay -> {
                Answer answer = answer(context, action);
                context.vertx().setTimer(delay.duration().toMillis(), timer -> answer.send(context.response()));
            }
            case Fault.Held held -> {
                Answer answer = answer(context, action);
                var eventLoop = context.vertx().getOrCreateContext();
                held.pass().onComplete(released -> eventLoop.runOnContext(back -> answer.send(context.response())));
            }
            case Fault.Hang hang -> {
                // that is all it does
            }
            case Fault.Reset reset -> context.request().connection().close();
            case Fault.Reply reply -> reply.answer().send(context.response());
        }
    }

    private static Answer answer(RoutingContext context, Function<RoutingContext, Answer> action) {
        try {
            return action.apply(context);
        } catch (ApiException refusal) {
            return refusal.answer();
        }
    }
}
