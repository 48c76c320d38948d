package dev.karat.hub;

import dev.karat.engine.store.SharedStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A real store around each of whose commits something happens. */
final class StoreThatWaits {
    private StoreThatWaits() {}

    /** @param commit is given what writes a commit: waits, leaves it out, or throws what then befalls the commit */
    static SharedStore of(SharedStore real, Consumer<Runnable> commit) {
        return (SharedStore) Proxy.newProxyInstance(
                SharedStore.class.getClassLoader(), new Class<?>[] {SharedStore.class}, (proxy, method, of) -> {
                    var answer = new AtomicReference<@Nullable Object>();
                    Runnable call = () -> answer.set(answer(real, method, of));
                    if (method.getName().equals("commit")) {
                        commit.accept(call);
                    } else {
                        call.run();
                    }
                    return answer.get() instanceof SharedStore toWrite ? of(toWrite, commit) : answer.get();
                });
    }

    private static @Nullable Object answer(SharedStore real, Method method, Object @Nullable [] of) {
        try {
            return method.invoke(real, of);
        } catch (InvocationTargetException failure) {
            throw (RuntimeException) failure.getCause();
        } catch (IllegalAccessException hidden) {
            throw new IllegalStateException(hidden);
        }
    }
}
