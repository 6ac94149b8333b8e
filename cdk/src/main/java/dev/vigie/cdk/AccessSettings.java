package dev.vigie.cdk;

import java.util.List;

/**
 * Who may reach the network from outside it.
 *
 * @param ssh from where the bastion takes SSH; empty for nowhere, when Session Manager is the way
 * @param web from where Traefik takes HTTP and HTTPS
 */
record AccessSettings(List<Cidr> ssh, List<Cidr> web) {

  /** Reads {@code infra.bastion.sshFrom} and {@code infra.traefik.webFrom}. */
  static AccessSettings from(ContextObject bastion, ContextObject traefik) {
    var ssh = blocks(bastion, "sshFrom", List.of());
    if (ssh.contains(Cidr.ANY)) {
      throw ContextObject.refused(
          "%s is '%s'; it must name the networks that people come from, not the whole Internet."
              .formatted(bastion.name("sshFrom"), Cidr.ANY));
    }
    var web = blocks(traefik, "webFrom", List.of(Cidr.ANY));
    if (web.isEmpty()) {
      throw ContextObject.refused(
          "%s is '[]'; it must name at least one network, or 0.0.0.0/0 for everybody."
              .formatted(traefik.name("webFrom")));
    }
    return new AccessSettings(ssh, web);
  }

  private static List<Cidr> blocks(ContextObject object, String key, List<Cidr> otherwise) {
    return object
        .texts(key)
        .map(
            texts ->
                texts.stream().distinct().map(text -> Cidr.parse(object.name(key), text)).toList())
        .orElse(otherwise);
  }
}
