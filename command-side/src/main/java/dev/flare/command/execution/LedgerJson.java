package dev.flare.command.execution;

import dev.flare.messages.EventCodec;
import dev.flare.messages.ledger.LedgerEvent;
import java.lang.reflect.Type;
import org.axonframework.common.infra.ComponentDescriptor;
import org.axonframework.conversion.ConversionException;
import org.axonframework.conversion.Converter;
import org.jspecify.annotations.Nullable;

/** Events to the text in which they are stored. Everything else stays what it is. */
final class LedgerJson implements Converter {

    @Override
    public boolean canConvert(Type source, Type target) {
        return source.equals(target) || target == String.class;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> @Nullable T convert(@Nullable Object input, Type target) {
        if (input == null || (target instanceof Class<?> wanted && wanted.isInstance(input))) {
            return (T) input;
        }
        if (input instanceof LedgerEvent event && target == String.class) {
            return (T) EventCodec.write(event);
        }
        throw new ConversionException("no way from " + input.getClass() + " to " + target);
    }

    @Override
    public void describeTo(ComponentDescriptor descriptor) {
        descriptor.describeProperty("codec", EventCodec.class.getSimpleName());
    }
}
