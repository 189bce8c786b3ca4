package dev.emotion4j.tokenizers;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.emotion4j.signal.EmotionException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The two ids that a {@code tokenizer.json} tells: what pads and what is unknown. Read as a stream,
 * since vocabularies can be large.
 */
final class TokenizerJson {
  // Every word of the vocabulary is a field's name, of which nearly none is kept.
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  private final Map<String, Long> added = new HashMap<>();
  private final Map<String, Long> vocabulary = new HashMap<>();
  private @Nullable String unknownToken;
  private long unknown = -1;
  private long pad = -1;

  private TokenizerJson() {}

  static TokenizerJson read(byte[] json) {
    TokenizerJson facts = new TokenizerJson();
    try (JsonParser parser = FACTORY.createParser(json)) {
      facts.fields(parser, "");
      if (parser.nextToken() != null) {
        throw new IOException("there is something after the end");
      }
    } catch (IOException e) {
      throw new EmotionException(
          "tokenizer.json is no JSON object ("
              + e.getMessage()
              + "); take the file of the checkpoint again",
          e);
    }
    return facts;
  }

  long padId() {
    if (pad >= 0) {
      return pad;
    }
    return id("[PAD]", id("<pad>", 0));
  }

  long unknownId() {
    return unknownToken == null ? unknown : id(unknownToken, unknown);
  }

  private long id(String token, long otherwise) {
    Long id = added.get(token);
    return id != null ? id : vocabulary.getOrDefault(token, otherwise);
  }

  private void fields(JsonParser parser, String path) throws IOException {
    if (path.isEmpty() && parser.nextToken() != JsonToken.START_OBJECT) {
      throw new IOException("it does not start with {");
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = path + "/" + parser.currentName();
      JsonToken value = parser.nextToken();
      switch (field) {
        case "/padding", "/model" -> {
          if (value == JsonToken.START_OBJECT) {
            fields(parser, field);
          }
        }
        case "/padding/pad_id" -> pad = parser.getLongValue();
        case "/model/unk_id" ->
            unknown = value == JsonToken.VALUE_NULL ? -1 : parser.getLongValue();
        case "/model/unk_token" ->
            unknownToken = value == JsonToken.VALUE_NULL ? null : parser.getText();
        case "/model/vocab" -> vocabulary(parser, value);
        case "/added_tokens" -> addedTokens(parser, value);
        default -> parser.skipChildren();
      }
    }
  }

  private void vocabulary(JsonParser parser, JsonToken start) throws IOException {
    if (start != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String token = parser.currentName();
      parser.nextToken();
      if (token.startsWith("[") || token.startsWith("<")) {
        vocabulary.put(token, parser.getLongValue());
      }
    }
  }

  private void addedTokens(JsonParser parser, JsonToken start) throws IOException {
    if (start != JsonToken.START_ARRAY) {
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      long id = -1;
      String content = "";
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        parser.nextToken();
        if (field.equals("id")) {
          id = parser.getLongValue();
        } else if (field.equals("content")) {
          content = parser.getText();
        } else {
          parser.skipChildren();
        }
      }
      added.put(content, id);
    }
  }
}
