"""Django's admin over the catalogue, for operators: looking, never writing; acts are pages."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from companies.models import (
    Blueprint,
    Company,
    CompanyArchive,
    Domain,
    RetiredAddress,
    SpareSchema,
)
from people import access, figures
from people.access import at_the_catalogue, operator_only

type Column = tuple[str | Promise, Callable[[Any], object]]


class OperatorSite(admin.AdminSite):
    """The admin of the operator's site: no login of its own, no form, no log, no script."""

    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Operators; the guard of every page asks the same, and where they are."""
        return bool(request.user.is_authenticated and request.user.is_operator)

    def each_context(self, request: Any) -> dict[str, Any]:
        """Nothing: our pages know where they are, and the admin's log does not exist."""
        return {}

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Guard a page and show it with the catalogue chosen."""
        return operator_only(never_cache(require_safe(at_the_catalogue(view))))

    def get_urls(self) -> list[URLResolver | URLPattern]:
        """The lists; none of the admin's own pages for logging in, changing or deleting."""
        lists = [one.get_urls() for one in self._registry.values()]
        return [
            path("", self.admin_view(self.index), name="index"),
            *(url for urls in lists for url in urls),
        ]

    def index(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """The installation begins with its addresses."""
        return redirect("admin:companies_domain_changelist")


class ReadOnly(admin.ModelAdmin):
    """A list of rows of the catalogue; nobody adds, changes or deletes one here."""

    actions = None
    list_per_page = 25
    change_list_template = "operator/rows.html"
    title: ClassVar[str | Promise]
    why: ClassVar[str | Promise] = ""
    columns: ClassVar[Sequence[Column]] = ()

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whoever is let in may look."""
        return True

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever is let in may look."""
        return True

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Rows come from actions."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rows change by actions."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rows go by actions."""
        return False

    def get_urls(self) -> list[Any]:
        """The list alone."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_changelist"
        view = self.admin_site.admin_view(self.changelist_view)
        return [path(f"{self.opts.model_name}/", view, name=name)]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """The list that the admin searched, filtered and cut into pages, as lines of our tables."""
        response = super().changelist_view(request)
        if isinstance(response, TemplateResponse) and "cl" in response.context_data:  # type: ignore[operator]
            found = response.context_data["cl"]  # type: ignore[index]
            response.context_data.update(  # type: ignore[union-attr]
                lines=self.lines(list(found.result_list)),
                labels=[label for label, _value in self.columns],
                sections=sections(request, self.model),
                heading=self.title,
                why=self.why,
            )
        return response

    def lines(self, rows: list[Any]) -> list[Any]:
        """What the template shows of each row: pairs of a label and a value."""
        return [[(label, value(row)) for label, value in self.columns] for row in rows]


def sections(request: HttpRequest, model: type) -> list[dict[str, Any]]:
    """The lists of the installation, side by side."""
    return [
        {
            "label": one.title,
            "url": reverse(f"admin:companies_{one.opts.model_name}_changelist"),
            "current": one.model is model,
        }
        for one in site._registry.values()
        if isinstance(one, ReadOnly) and one.model is not Company
    ]


def _moment(value: Any) -> str:
    return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT") if value else "–"


def _day(value: Any) -> str:
    return date_format(value, "SHORT_DATE_FORMAT") if value else "–"


class CompanyAdmin(ReadOnly):
    """Customers: where they are, whether they are open, how many people, whether they live."""

    title = gettext_lazy("Companies")
    change_list_template = "operator/companies.html"
    search_fields = ("name", "schema_name", "domains__domain")
    list_filter = ("status",)
    ordering = ("name", "pk")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Customers only: the operator's own company is none."""
        return access.companies(request.user).prefetch_related("domains")  # type: ignore[arg-type]

    def get_urls(self) -> list[Any]:
        """The list, and the page of one company."""
        view = self.admin_site.admin_view(self.one)
        return [
            *super().get_urls(),
            path("company/<int:pk>/", view, name="companies_company_change"),
        ]

    def lines(self, rows: list[Any]) -> list[Any]:
        """Each company with its figures."""
        known = figures.of(rows)
        return [{"row": row, "figures": known[row.schema_name]} for row in rows]

    def one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Everything that the operator may know of a company, and what can be done."""
        company = self.get_queryset(request).filter(pk=pk).first()
        if company is None:
            raise Http404
        context = {
            "chosen": company,
            "figures": figures.of([company])[company.schema_name],
            "archives": list(access.archives(request.user).filter(company=company)[:10]),  # type: ignore[arg-type]
        }
        return TemplateResponse(request, "operator/company.html", context)


class DomainAdmin(ReadOnly):
    """Hosts and whose they are."""

    title = gettext_lazy("Addresses")
    search_fields = ("domain", "tenant__name")
    ordering = ("domain",)
    list_select_related = ("tenant",)
    columns = (
        (gettext_lazy("Address"), lambda row: row.domain),
        (gettext_lazy("Company"), lambda row: row.tenant.name),
        (
            gettext_lazy("Use"),
            lambda row: gettext_lazy("in links") if row.is_primary else gettext_lazy("leads there"),
        ),
    )


class RetiredAddressAdmin(ReadOnly):
    """Hosts that were somebody's."""

    title = gettext_lazy("Retired addresses")
    why = gettext_lazy("After the deletion of a company nobody else gets its address for a year.")
    search_fields = ("host",)
    ordering = ("host",)
    columns = (
        (gettext_lazy("Address"), lambda row: row.host),
        (gettext_lazy("Free again on"), lambda row: _day(row.until)),
    )


class ArchiveAdmin(ReadOnly):
    """Archives being made or kept."""

    title = gettext_lazy("Archives")
    why = gettext_lazy("Asked for on the page of a company, sealed, kept for seven days.")
    ordering = ("-created_at", "-pk")
    list_select_related = ("company",)
    columns = (
        (gettext_lazy("Company"), lambda row: row.company.name),
        (gettext_lazy("State"), lambda row: row.get_status_display()),
        (gettext_lazy("Asked for"), lambda row: _moment(row.created_at)),
        (gettext_lazy("Kept until"), lambda row: _moment(row.kept_until)),
    )


class SpareSchemaAdmin(ReadOnly):
    """Schemas made ahead."""

    title = gettext_lazy("Schemas made ahead")
    why = gettext_lazy("A new company takes one of them: that is why it opens at once.")
    ordering = ("pk",)
    columns = (
        (gettext_lazy("Schema"), lambda row: row.schema_name),
        (
            gettext_lazy("State"),
            lambda row: gettext_lazy("ready") if row.fingerprint else gettext_lazy("being made"),
        ),
        (gettext_lazy("Made"), lambda row: _moment(row.created_at)),
    )


class BlueprintAdmin(ReadOnly):
    """The recording of the migrations."""

    title = gettext_lazy("Recording of the tables")
    why = gettext_lazy("How the tables of a company are made, written down at each deployment.")
    ordering = ("pk",)
    columns = (
        (gettext_lazy("Check code"), lambda row: row.fingerprint[:12]),
        (gettext_lazy("Migrations"), lambda row: len(row.migrations)),
        (gettext_lazy("Recorded"), lambda row: _moment(row.recorded_at)),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        """Without the script: nobody reads it here."""
        return super().get_queryset(request).defer("script")


site = OperatorSite(name="admin")
site.register(Company, CompanyAdmin)
site.register(Domain, DomainAdmin)
site.register(CompanyArchive, ArchiveAdmin)
site.register(SpareSchema, SpareSchemaAdmin)
site.register(Blueprint, BlueprintAdmin)
site.register(RetiredAddress, RetiredAddressAdmin)
