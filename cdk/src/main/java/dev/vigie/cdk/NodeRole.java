package dev.vigie.cdk;

import java.util.Locale;

/**
 * What a machine is for. The name in lower case is its settings' key, its tag {@code vigie:role}
 * and its group in the inventory: a contract.
 */
enum NodeRole {
  /** The way in for people: SSH to every other machine comes from here. */
  BASTION(SubnetGroup.BASTION, false, "nano", 8),
  /** The way in for the web, and the Swarm's manager. */
  TRAEFIK(SubnetGroup.GATEWAY, true, "small", 20),
  /** One of the application's machines. */
  APPLICATION(SubnetGroup.APPLICATION, true, "medium", 30),
  /** PostgreSQL's machine, with the data on a volume of its own. */
  DATABASE(SubnetGroup.DATABASE, true, "medium", 20),
  /** What watches the others. */
  MONITORING(SubnetGroup.MONITORING, true, "small", 30),
  /** The private subnets' way out. */
  NAT(SubnetGroup.GATEWAY, false, "nano", 8);

  private final SubnetGroup subnet;
  private final boolean inSwarm;
  private final String size;
  private final int diskGib;

  NodeRole(SubnetGroup subnet, boolean inSwarm, String size, int diskGib) {
    this.subnet = subnet;
    this.inSwarm = inSwarm;
    this.size = size;
    this.diskGib = diskGib;
  }

  /** As settings, tags and names have it. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** As logical ids begin: Traefik. */
  String id() {
    return name().charAt(0) + key().substring(1);
  }

  /** Where it stands. */
  SubnetGroup subnet() {
    return subnet;
  }

  /** Whether it is a member of the Swarm. */
  boolean isInSwarm() {
    return inSwarm;
  }

  /** The default size of its instance type. */
  String size() {
    return size;
  }

  /** The default size of its system disk in GiB. */
  int diskGib() {
    return diskGib;
  }
}
