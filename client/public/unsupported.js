// Only browsers without JavaScript modules run this file.
document.addEventListener('DOMContentLoaded', function () {
  document.getElementById('root').innerHTML =
    '<p class="plain-page">This browser is too old for Parley. Open this page in a current Firefox, Chrome, Edge or Safari.</p>';
});
