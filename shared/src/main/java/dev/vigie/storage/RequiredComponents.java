package dev.vigie.storage;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Executable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets Jackson see what the compiler sees: a record's component that is neither {@link Nullable}
 * nor an {@link Optional} must be in the JSON. Without it a missing field would be a null where the
 * code knows of none, and would be noticed far from the document.
 */
final class RequiredComponents extends JacksonAnnotationIntrospector {
  private static final long serialVersionUID = 1L;

  @Override
  public JsonSetter.Value findSetterInfo(Annotated annotated) {
    JsonSetter.Value declared = super.findSetterInfo(annotated);
    boolean required =
        annotated instanceof AnnotatedParameter parameter
            && parameter.getOwner().getAnnotated() instanceof Executable constructor
            && constructor.getDeclaringClass().isRecord()
            && isRequired(constructor.getAnnotatedParameterTypes()[parameter.getIndex()]);
    return required ? declared.withValueNulls(Nulls.FAIL) : declared;
  }

  private static boolean isRequired(AnnotatedType type) {
    return type.getType() != Optional.class
        && !type.isAnnotationPresent(Nullable.class)
        && !type.getType().getTypeName().startsWith(Optional.class.getName() + "<");
  }
}
