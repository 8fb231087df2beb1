package dev.usher.session;

import dev.usher.userserver.UserToken;
import java.util.function.Predicate;

/** Clients hold the user server's own token, for frontends that also call it directly. */
final class NativeTokens implements TokenFormat {

    private final Predicate<String> shape;

    /** @param shape whether the user server can have given a token */
    NativeTokens(Predicate<String> shape) {
        this.shape = shape;
    }

    @Override
    public String issue(Binding binding) {
        return binding.userToken().value();
    }

    @Override
    public Opened open(String token) {
        return shape.test(token) ? new Opened.Foreign(new UserToken(token)) : Opened.Malformed.INSTANCE;
    }
}
