package dev.flare.eventstore.support;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** For tests that watch what is asked of JDBC, while the real thing answers. */
public final class Proxies {

    /** What stands between. */
    @FunctionalInterface
    public interface Call {
        Object with(Method method, Object[] args) throws Throwable;
    }

    private Proxies() {}

    public static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> call.with(method, args)));
    }

    /** Asks the real thing. */
    public static Object call(Object real, Method method, Object[] args) throws Throwable {
        try {
            return method.invoke(real, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
