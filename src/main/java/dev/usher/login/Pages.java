package dev.usher.login;

import dev.usher.config.LoginSettings;
import java.util.List;

/** All that people see of the gateway. Immutable; safe to share between event loops. */
record Pages(SignInPage signIn, AccountPages account, List<Asset> assets) {

    static Pages of(LoginSettings settings) {
        Frame frame = new Frame(settings);
        Addresses addresses = new Addresses(settings.path());
        return new Pages(
                new SignInPage(settings.page().title(), frame, addresses),
                new AccountPages(frame, addresses),
                frame.assets());
    }
}
