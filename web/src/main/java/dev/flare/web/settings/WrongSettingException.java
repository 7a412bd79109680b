package dev.flare.web.settings;

/** A setting is missing or cannot be what it is. The message names it as the environment does, and says what to set. */
public final class WrongSettingException extends RuntimeException {

    public WrongSettingException(String message) {
        super(message);
    }
}
