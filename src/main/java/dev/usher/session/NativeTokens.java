package dev.usher.session;

import dev.usher.userserver.UserToken;

/** Clients hold the user server's own token, for frontends that also call it directly. */
final class NativeTokens implements TokenFormat {

    @Override
    public String issue(Binding binding) {
        return binding.userToken().value();
    }

    @Override
    public Opened open(String token) {
        return UserToken.hasShape(token) ? new Opened.Foreign(new UserToken(token)) : Opened.Malformed.INSTANCE;
    }
}
