package dev.vigie.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.alert.AlertSink;
import dev.vigie.aws.SnsTopic;
import java.net.URI;
import java.net.URLDecoder;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sns.SnsClient;

/** E-mail through the adapter of SNS. Bounds: SNS API Reference, "Publish". */
class EmailSinkIT extends AlertSinkContract {
  private static final String TAKEN =
      "<PublishResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><PublishResult>"
          + "<MessageId>94f20ce6-13c5-43a0-9a9e-ca52d816e90b</MessageId></PublishResult>"
          + "</PublishResponse>";
  private static final LoopbackServer.Answer YES =
      new LoopbackServer.Answer(200, Map.of("Content-Type", "text/xml"), TAKEN);

  private final LoopbackServer server = new LoopbackServer(YES);
  private final SnsClient client =
      SnsTopic.clientBuilder()
          .endpointOverride(URI.create(server.address("")))
          .region(Region.EU_WEST_3)
          .credentialsProvider(
              StaticCredentialsProvider.create(AwsBasicCredentials.create("id", SECRET)))
          .build();
  private final AlertSink sink =
      new EmailSink(new SnsTopic(client, "arn:aws:sns:eu-west-3:123456789012:t")::publish);

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  @Override
  protected AlertSink sink() {
    return sink;
  }

  @Override
  protected Optional<AlertSink> sinkWithSecret(String secret) {
    return Optional.empty();
  }

  @Override
  protected int asked() {
    return server.requests().size();
  }

  @Override
  protected void answer(int status) {
    server.always(
        status == 0
            ? YES
            : new LoopbackServer.Answer(
                status,
                Map.of("Content-Type", "text/xml"),
                "<ErrorResponse><Error><Code>Refused</Code><Message>no</Message></Error>"
                    + "</ErrorResponse>"));
  }

  @Override
  protected void check(int notices) {
    Map<String, String> form =
        Arrays.stream(server.requests().getLast().body().split("&", -1))
            .map(pair -> pair.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], UTF_8)));
    assertThat(form.get("Subject")).matches("[A-Za-z0-9][ -~]{0,98}");
    String text = Objects.requireNonNull(form.get("Message"));
    assertThat(text.getBytes(UTF_8)).hasSizeLessThan(256 * 1024);
    // No name breaks a line, moves the cursor or turns the text.
    assertThat(text).doesNotContainPattern("[\\p{Cntrl}&&[^\\n]]|[\\u202a-\\u202e\\u2066-\\u2069]");
    assertThat(text.lines()).noneMatch(line -> line.startsWith("Subject:") || line.equals("."));
    if (notices > EmailSink.MOST_PARAGRAPHS) {
      assertThat(text).contains("And " + (notices - EmailSink.MOST_PARAGRAPHS) + " more");
    } else {
      assertThat(text.lines().filter(line -> line.matches("(OK|FAIL): .*")).count())
          .isEqualTo(notices);
    }
  }
}
