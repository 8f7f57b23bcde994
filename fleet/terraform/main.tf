# One source, destination and connection for each tenant of tenants.yaml: what `npx servicetitan-fleet apply` makes.

locals {
  fleet    = yamldecode(file(var.tenants_file))
  defaults = try(local.fleet.defaults, {})
  tenants  = { for tenant in local.fleet.tenants : tenant.key => merge(local.defaults, tenant) }

  # A repository may have a port, so the tag is what stands behind the last colon.
  images = {
    for kind, image in local.fleet.images : kind => {
      repository = join(":", slice(split(":", image), 0, length(split(":", image)) - 1))
      tag        = element(split(":", image), -1)
    }
  }

  # Members of the source and the destination for all, those of the tenant before them.
  own_source      = { for key, tenant in local.tenants : key => merge(try(local.defaults.source, {}), try(tenant.source, {})) }
  own_destination = { for key, tenant in local.tenants : key => merge(try(local.defaults.destination, {}), try(tenant.destination, {})) }

  # The streams that the reports of a ready-made format are made from; tenants with a format of their own name theirs. They are
  # read whole, unless the destination merges changes with what earlier syncs brought: in its workspace, or beside its files.
  streams_of = jsondecode(file("${path.module}/streams.json"))
  merges     = { for key, own in local.own_destination : key => can(own.workspace.kind) || try(own.delivery.kind, "") == "files" }
  streams = {
    for key, tenant in local.tenants : key => try(
      { for name, mode in tenant.streams : name => mode },
      {
        for name, mode in local.streams_of[try(local.own_destination[key].format.preset, "servicetitan-reports")] :
        name => local.merges[key] ? mode : "full_refresh_overwrite"
      }
    )
  }
}

module "schedule" {
  source   = "./schedule"
  for_each = local.tenants

  key       = each.key
  time_zone = try(each.value.time_zone, "America/New_York")
  schedule  = try(each.value.schedule, { every = "week", on = "monday", at = "02:00" })
}

resource "airbyte_source_definition" "servicetitan" {
  workspace_id      = var.workspace_id
  name              = "ServiceTitan"
  docker_repository = local.images.source.repository
  docker_image_tag  = local.images.source.tag
  documentation_url = var.documentation_url
}

resource "airbyte_destination_definition" "legacy_ingest" {
  workspace_id      = var.workspace_id
  name              = "Legacy report files"
  docker_repository = local.images.destination.repository
  docker_image_tag  = local.images.destination.tag
  documentation_url = var.documentation_url
}

resource "airbyte_source" "tenant" {
  for_each = local.tenants

  name          = "ServiceTitan - ${each.value.name} (${each.key})"
  workspace_id  = var.workspace_id
  definition_id = airbyte_source_definition.servicetitan.id
  configuration = jsonencode(merge(
    local.own_source[each.key],
    {
      environment   = try(each.value.environment, "production")
      tenant_id     = tostring(each.value.tenant_id)
      client_id     = lookup(var.client_ids, each.key, try(tostring(each.value.client_id), ""))
      client_secret = var.client_secrets[each.key]
      app_key       = var.app_key
    },
    try({ start_date = each.value.start_date }, {}),
  ))
}

resource "airbyte_destination" "tenant" {
  for_each = local.tenants

  name          = "Legacy ingest - ${each.value.name} (${each.key})"
  workspace_id  = var.workspace_id
  definition_id = airbyte_destination_definition.legacy_ingest.id
  configuration = jsonencode(merge(
    local.own_destination[each.key],
    {
      tenant_key = each.key
      time_zone  = try(each.value.time_zone, "America/New_York")
      delivery   = merge(try(local.own_destination[each.key].delivery, {}), lookup(var.delivery_secrets, each.key, {}))
    },
    try({ trade = each.value.trade }, {}),
    try({ software = each.value.software }, {}),
  ))
}

resource "airbyte_connection" "tenant" {
  for_each = local.tenants

  name                                 = "ServiceTitan to legacy ingest - ${each.value.name} (${each.key})"
  source_id                            = airbyte_source.tenant[each.key].source_id
  destination_id                       = airbyte_destination.tenant[each.key].destination_id
  status                               = try(each.value.enabled, true) ? "active" : "inactive"
  non_breaking_schema_updates_behavior = "propagate_columns"
  schedule                             = module.schedule[each.key].schedule

  configurations = {
    streams = [for name, mode in local.streams[each.key] : { name = name, sync_mode = mode }]
  }
}
