package dev.flare.query.ask;

import java.lang.reflect.Type;
import org.axonframework.common.infra.ComponentDescriptor;
import org.axonframework.conversion.ConversionException;
import org.axonframework.conversion.Converter;
import org.jspecify.annotations.Nullable;

/** Queries and answers stay in this process as the objects they are: nothing is ever converted. */
final class Identity implements Converter {

    @Override
    public boolean canConvert(Type sourceType, Type targetType) {
        return sourceType instanceof Class<?> source
                && targetType instanceof Class<?> target
                && target.isAssignableFrom(source);
    }

    @Override
    @SuppressWarnings("unchecked") // checked by isInstance
    public <T> @Nullable T convert(@Nullable Object input, Type targetType) {
        if (input == null || (targetType instanceof Class<?> target && target.isInstance(input))) {
            return (T) input;
        }
        throw new ConversionException("a " + input.getClass() + " is no " + targetType);
    }

    @Override
    public void describeTo(ComponentDescriptor descriptor) {
        descriptor.describeProperty("converts", "nothing");
    }
}
