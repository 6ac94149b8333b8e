package dev.vigie.cdk;

import java.util.Locale;

/** The subnets of the network, one each. The public ones have a route to the internet gateway. */
enum SubnetGroup {
  /** The way in for people. */
  BASTION(true, 0),
  /** The way in for the web, and the way out for everything else. */
  GATEWAY(true, 1),
  /** The application's replicas. */
  APPLICATION(false, 2),
  /** PostgreSQL. */
  DATABASE(false, 3),
  /** What watches. */
  MONITORING(false, 4);

  private final boolean open;
  private final int part;

  SubnetGroup(boolean open, int part) {
    this.open = open;
    this.part = part;
  }

  /** Whether its machines have public addresses. */
  boolean isPublic() {
    return open;
  }

  /** Which part of the network is its block where none is set, from 0: a contract. */
  int part() {
    return part;
  }

  /** As settings and tags name it. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** As logical ids begin: Bastion. */
  String id() {
    return name().charAt(0) + key().substring(1);
  }
}
