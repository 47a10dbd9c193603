package earshot.protocol;

import com.openai.core.Enum;
import com.openai.errors.OpenAIInvalidDataException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks into openai-java's models by name, for the two dialects have two sets of alike classes. */
public final class OpenAiJavaModel {

  private OpenAiJavaModel() {}

  /**
   * The value at the end of accessors such as {@code response.usage.inputTokens}, out of its
   * Optional, union and enumeration; null when it was not said, or when there is no such accessor.
   */
  public static @Nullable Object get(@Nullable Object model, String path) {
    Object at = plain(model);
    for (String name : path.split("\\.")) {
      if (at == null) return null;
      at = plain(call(at, method(at, name)));
    }
    return at;
  }

  /** Which of its kinds a union is, as in {@code ResponseDone}; null when of none that it knows. */
  public static @Nullable String kind(Object union) {
    return kinds(union).stream()
        .filter(kind -> Boolean.TRUE.equals(call(union, method(union, "is" + kind))))
        .findFirst()
        .orElse(null);
  }

  /** All members anywhere in the model that its classes do not know, as {@code Class.member}. */
  public static List<String> unknown(@Nullable Object model) {
    List<String> unknown = new ArrayList<>();
    collectUnknown(plain(model), unknown);
    return unknown;
  }

  private static void collectUnknown(@Nullable Object at, List<String> to) {
    if (at instanceof List<?> list) {
      list.forEach(element -> collectUnknown(plain(element), to));
    } else if (at != null && at.getClass().getName().startsWith("com.openai.models.")) {
      Method additional = method(at, "_additionalProperties");
      if (additional != null && call(at, additional) instanceof Map<?, ?> members) {
        members.keySet().forEach(name -> to.add(at.getClass().getSimpleName() + "." + name));
      }
      for (Method accessor : accessors(at)) collectUnknown(plain(call(at, accessor)), to);
    }
  }

  private static @Nullable Object plain(@Nullable Object value) {
    if (value instanceof Optional<?> optional) return plain(optional.orElse(null));
    if (value instanceof Enum) return call(value, method(value, "asString"));
    if (value == null || kinds(value).isEmpty()) return value;
    String kind = kind(value);
    return kind == null ? null : plain(call(value, method(value, "as" + kind)));
  }

  private static List<String> kinds(Object union) {
    List<String> kinds = new ArrayList<>();
    for (Method method : union.getClass().getMethods()) {
      if (!method.getName().matches("as[A-Z].*") || method.getParameterCount() > 0) continue;
      String kind = method.getName().substring(2);
      if (method(union, "is" + kind) != null) kinds.add(kind);
    }
    return kinds;
  }

  /** The members that the class knows: each has a raw form, whose name begins with a line. */
  private static List<Method> accessors(Object model) {
    List<Method> accessors = new ArrayList<>();
    for (Method method : model.getClass().getMethods()) {
      boolean raw = method.getName().startsWith("_") && method.getParameterCount() == 0;
      Method accessor = raw ? method(model, method.getName().substring(1)) : null;
      if (accessor != null) accessors.add(accessor);
    }
    accessors.sort(Comparator.comparing(Method::getName));
    return accessors;
  }

  private static @Nullable Method method(Object of, String name) {
    try {
      return of.getClass().getMethod(name);
    } catch (NoSuchMethodException e) {
      return null;
    }
  }

  private static @Nullable Object call(Object on, @Nullable Method method) {
    try {
      return method == null ? null : method.invoke(on);
    } catch (InvocationTargetException e) {
      // They call required what the service leaves out at times.
      if (e.getCause() instanceof OpenAIInvalidDataException) return null;
      throw new AssertionError(on.getClass() + " " + method.getName(), e.getCause());
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }
}
