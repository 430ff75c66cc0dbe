"""The browser's own guards: they catch what they are there for."""

import pytest

PLAIN = "<!doctype html><html lang=en><title>Page</title><main><h1>Page</h1>{}</main></html>"


def test_axe_names_the_place_of_a_grave_finding(page, axe):
    page.set_content(PLAIN.format('<img src="data:,">'))
    with pytest.raises(AssertionError, match="critical image-alt"):
        axe(page)


def test_axe_passes_a_sound_page(page, axe):
    page.set_content(PLAIN.format("<p>Text</p>"))
    axe(page)


def test_a_request_to_elsewhere_is_stopped_and_noted(page, watch):
    page.set_content(PLAIN.format('<img alt="" src="http://tiles.example/1.png">'))
    assert watch.left == ["http://tiles.example/1.png"]
    watch.left.clear()


def test_an_error_in_a_script_is_noted(page, watch):
    page.set_content(PLAIN.format("<script>missing()</script>"))
    assert watch.errors == ["missing is not defined"]
    watch.errors.clear()


def test_a_signed_in_person_gets_pages(page, sign_in, live_server, cast):
    sign_in(cast.owner)
    page.goto(f"{live_server.url}/")
    assert page.url == f"{live_server.url}/"
    assert page.title()
